//! From a checked archive to the files of its site, each handed on as soon as it is made.

use rayon::prelude::*;

use super::{Front, Stats};
use crate::archive::AttachmentIx;
use crate::check;
use crate::csl::Entries;
use crate::diagnostic::{Code, Diagnostic};
use crate::export;
use crate::output::{OutputFile, is_reserved};
use crate::render::highlight::Highlighter;
use crate::render::markdown::{Markup, RenderContext};
use crate::render::page::Renderer;
use crate::render::phrases::Phrases;
use crate::render::template::Templates;
use crate::render::{site_value, svg, table_value};
use crate::site::Site;
use crate::site::cite_page::CitationFormat;
use crate::site::faults::Faults;
use crate::site::plan::{Planned, Source, TableKey};
use crate::site::tables::{PAGE_ROWS, page_count};
use crate::source::Files;
use crate::text::Span;
use crate::theme::Theme;
use crate::view::table::Table;
use crate::works::Item;

/// Takes the files of a site as they are made, from many threads.
pub trait Sink: Sync {
    /// Takes a file.
    fn put(&self, file: OutputFile);
}

/// Makes the site of an archive and returns all that was found, weighed and in order.
///
/// `mark_faults` writes findings on the pages they are about.
pub fn publish(front: &Front, files: &dyn Files, mark_faults: bool, sink: &dyn Sink, stats: &mut Stats) -> Vec<Diagnostic> {
    let archive = &front.archive;
    let config = &archive.config;
    let texts = front.theme.texts(&config.language);
    let settled = front.findings();
    let faults = if mark_faults { Faults::new(&settled) } else { Faults::default() };
    let site = stats.time("assemble", || {
        Site::new(archive, &front.views, texts, faults, front.snapshot.history.as_ref(), &front.snapshot.content, &front.style)
    });
    let mut found = Vec::new();
    let plan = site.plan().into(&mut found);
    let fallback = Theme::embedded();
    let value = site_value::site(&site, front.snapshot.history.as_ref());
    let templates = Templates::compile(&front.theme, &fallback, texts, value).into(&mut found);
    let highlighter = Highlighter::default();
    let markup = Markup {
        texts,
        phrases: Phrases::new(texts),
        language: &config.language,
        han_language: &config.han_language,
        highlighter: &highlighter,
    };
    let entries = Entries::new(&front.style, &config.language);
    let base_url = config.base_url.as_ref().map(|url| &*url.value);
    let renderer = Renderer::new(&templates, &markup, &site.cards, base_url, &entries);
    let maker = Maker { front, site: &site, renderer: &renderer, markup: &markup, files };
    stats.time("render", || {
        let made: Vec<Vec<Diagnostic>> = plan.par_iter().map(|planned| maker.make(planned, sink)).collect();
        found.extend(made.into_iter().flatten());
        maker.row_data(&plan, sink);
        maker.around(&plan, sink);
    });
    found.extend(templates.faults());
    found.extend(front.found.iter().cloned());
    check::settle(found, &front.levels, &front.notes)
}

struct Maker<'m> {
    front: &'m Front,
    site: &'m Site<'m>,
    renderer: &'m Renderer<'m>,
    markup: &'m Markup<'m>,
    files: &'m dyn Files,
}

impl Maker<'_> {
    /// Makes one file of the plan.
    fn make(&self, planned: &Planned, sink: &dyn Sink) -> Vec<Diagnostic> {
        let path = planned.route.path();
        if is_reserved(&path) {
            return Vec::new();
        }
        let language = &self.front.archive.config.language;
        let bytes = match &planned.source {
            Source::Attachment(ix) => return self.attachment(*ix, planned, sink),
            Source::Csv(key) => export::csv::table(&self.front.archive, self.table(key)),
            Source::Json(key) => export::json::table(&self.front.archive, self.table(key), language),
            Source::Citation(ix, format) => {
                let citables = self.site.citables(*ix);
                works(*format, citables.iter().map(|citable| &citable.item))
            }
            Source::AnnotationData => {
                export::jsonld::annotations(&self.front.archive, &self.site.addresses, &self.front.views.annotations)
            }
            Source::Library(format) => works(*format, self.front.archive.library.works.iter().map(|work| &work.item)),
            _ => match self.site.page(planned) {
                Some(page) => self.renderer.page(&page),
                None => return Vec::new(),
            },
        };
        sink.put(OutputFile { path, bytes });
        Vec::new()
    }

    fn table(&self, key: &TableKey) -> &Table {
        let views = &self.front.views;
        match key {
            TableKey::Kind(kind) => &views.kinds[kind.0 as usize],
            TableKey::Tags => &views.tags,
            TableKey::Claims => &views.claims,
            TableKey::Dataset(at) => &views.datasets[*at as usize],
            // Only answered queries are planned.
            TableKey::Query(note, query) => views.queries[note.0 as usize][*query as usize].as_ref().unwrap_or(&views.tags),
        }
    }

    fn attachment(&self, ix: AttachmentIx, planned: &Planned, sink: &dyn Sink) -> Vec<Diagnostic> {
        let attachment = &self.front.archive.attachments[ix.0 as usize];
        let path = &attachment.path;
        let mut found = Vec::new();
        let limit = self.front.archive.config.limits.attachment_size;
        let start = Span::default();
        let bytes = match self.files.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                found.push(
                    Diagnostic::new(Code::BrokenLink, path, start, error.to_string()).help("see that the file can be read"),
                );
                return found;
            }
        };
        if bytes.len() as u64 > limit {
            let message = format!("`{path}` is {} MB large, and the limit is {} MB", bytes.len() >> 20, limit >> 20);
            let help = "make the file smaller, or raise `limits: {attachment_size: ...}` in casebook.yaml";
            found.push(Diagnostic::new(Code::FileTooLarge, path, start, message).help(help));
            return found;
        }
        let is_svg = path.extension().as_deref() == Some("svg");
        let bytes = if is_svg { self.svg(path, &bytes, &mut found) } else { Some(bytes) };
        if let Some(bytes) = bytes {
            sink.put(OutputFile { path: planned.route.path(), bytes });
        }
        found
    }

    fn svg(&self, path: &crate::text::VaultPath, bytes: &[u8], found: &mut Vec<Diagnostic>) -> Option<Vec<u8>> {
        match svg::sanitise(bytes) {
            Ok((clean, removed)) => {
                for part in removed {
                    let message = format!("{} was left out of the image, because it could run code or fetch a file", part.what);
                    let finding = Diagnostic::new(Code::UnsafeSvg, path, Span::new(part.span), message);
                    found.push(finding.help("save the image as plain SVG, or take the part out"));
                }
                Some(clean)
            }
            Err(error) => {
                let message = format!("the image cannot be read as SVG: {}", error.message);
                let finding = Diagnostic::new(Code::UnsafeSvg, path, Span::at(error.offset), message);
                found.push(finding.help("save it again from the program that made it, or as PNG; it is left out until then"));
                None
            }
        }
    }

    /// Rows of tables of several pages, for the script.
    fn row_data(&self, plan: &[Planned], sink: &dyn Sink) {
        let first_pages = plan.iter().filter_map(|planned| match &planned.source {
            Source::Kind { kind, page: 1, .. } => {
                Some((self.site.kind_table_id(*kind), &self.front.views.kinds[kind.0 as usize]))
            }
            Source::Claims { page: 1 } => Some(("claims".to_owned(), &self.front.views.claims)),
            Source::Tags { page: 1 } => Some(("tags".to_owned(), &self.front.views.tags)),
            Source::Tag { tag, page: 1 } => Some((self.site.tag_table_id(tag), &self.front.views.tag[tag])),
            _ => None,
        });
        for (id, table) in first_pages.filter(|(_, table)| page_count(table) > 1) {
            let parts = page_count(table);
            (0..parts).into_par_iter().for_each(|part| {
                let none = |_: &crate::site::table::TableContext<'_>| String::new();
                let language = &self.front.archive.config.language;
                let context = RenderContext { markup: self.markup, root: "~/", page: "", language, table: &none };
                let from = part * PAGE_ROWS;
                let to = (from + PAGE_ROWS).min(table.rows.len() as u32);
                let rows: Vec<_> = (from..to).map(|row| self.site.row(table, row)).collect();
                let bytes = table_value::rows_script(&id, part, parts, &rows, &context);
                sink.put(OutputFile { path: self.site.rows_route(&id, part).path(), bytes });
            });
        }
    }

    /// The theme's files, the sitemap, the feed.
    fn around(&self, plan: &[Planned], sink: &dyn Sink) {
        for asset in self.front.theme.assets.values() {
            sink.put(OutputFile { path: asset.path.clone(), bytes: asset.bytes.to_vec() });
        }
        for (route, bytes) in export::feeds::files(self.site, plan) {
            sink.put(OutputFile { path: route.path(), bytes });
        }
    }
}

/// Works in a format.
fn works<'i>(format: CitationFormat, items: impl Iterator<Item = &'i Item>) -> Vec<u8> {
    match format {
        CitationFormat::Bibtex => export::bibtex::entries(items),
        CitationFormat::CslJson => export::csl_json::items(items),
        CitationFormat::Ris => export::ris::records(items),
    }
}
