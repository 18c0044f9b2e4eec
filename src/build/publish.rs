//! From a checked archive to the files of its site, each handed on as soon as it is made.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Front, Stats};
use crate::archive::AttachmentIx;
use crate::check;
use crate::csl::Entries;
use crate::diagnostic::{Code, Diagnostic};
use crate::export;
use crate::output::{OutputFile, OutputPath, is_reserved};
use crate::render::markdown::{Markup, RenderContext};
use crate::render::page::Renderer;
use crate::render::phrases::Phrases;
use crate::render::table_value::RowPart;
use crate::render::template::Templates;
use crate::render::{site_value, svg, table_value};
use crate::site::Site;
use crate::site::cite_page::CitationFormat;
use crate::site::context::ContextHash;
use crate::site::faults::Faults;
use crate::site::home::{CLAIMS_TABLE_ID, TAGS_TABLE_ID};
use crate::site::plan::{Planned, Source, TableKey};
use crate::site::tables::{PAGE_ROWS, RowIds, page_count};
use crate::source::Files;
use crate::text::Span;
use crate::theme::Theme;
use crate::view::table::Table;
use crate::works::Item;

/// Takes the files of a site as they are made, from many threads.
pub trait Sink: Sync {
    /// Takes a file; `context` is the hash of all it was made from, where the sink [remembers](Sink::remembers) and there is one.
    fn put(&self, file: OutputFile, context: Option<ContextHash>);

    /// Whether it may know files by the hash of what they were made from. Taking the hash is saved where it does not.
    fn remembers(&self) -> bool {
        false
    }

    /// Whether it has this very file already, made from the same; then it is not made again.
    fn keeps(&self, path: &OutputPath, context: ContextHash) -> bool {
        let _ = (path, context);
        false
    }
}

/// Which findings are written on the pages they are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// None.
    None,
    /// Those that tell nothing of drafts.
    ForReaders,
    /// All.
    All,
}

/// Makes the site of an archive and returns all that was found, weighed and in order.
///
/// `mark_faults` writes findings on the pages they are about, but for those that tell of drafts.
pub fn publish(front: &Front, files: &dyn Files, mark_faults: bool, sink: &dyn Sink, stats: &mut Stats) -> Vec<Diagnostic> {
    let marks = if mark_faults { Marks::ForReaders } else { Marks::None };
    with_site(front, files, marks, stats, |maker, stats| stats.time("render", || maker.all(sink)))
}

/// Returns all that making the site of an archive would find, weighed and in order, and writes nothing.
pub fn find_faults(front: &Front, files: &dyn Files, stats: &mut Stats) -> Vec<Diagnostic> {
    with_site(front, files, Marks::None, stats, |maker, stats| stats.time("pages", || maker.find_faults()))
}

/// Prepares the site of an archive, and hands it to who has it made, whole or file by file.
pub fn with_site<T>(
    front: &Front,
    files: &dyn Files,
    marks: Marks,
    stats: &mut Stats,
    make: impl FnOnce(&Maker<'_>, &mut Stats) -> T,
) -> T {
    let archive = &front.archive;
    let config = &archive.config;
    let texts = front.theme.texts(&config.language);
    let settled = front.findings();
    let faults = match marks {
        Marks::None => Faults::default(),
        Marks::ForReaders => Faults::for_readers(&settled, &front.notes, archive),
        Marks::All => Faults::new(&settled),
    };
    let mut found = Vec::new();
    let site = stats.time("assemble", || {
        Site::new(archive, &front.views, texts, faults, front.snapshot.history.as_ref(), &front.snapshot.content, &front.citing)
    });
    let plan = stats.time("plan", || site.plan()).into(&mut found);
    let fallback = Theme::embedded();
    let value = site_value::site(&site, front.snapshot.history.as_ref());
    let base_url = config.base_url.as_ref().map(|url| &*url.value);
    let around = ContextHash::of(&(
        front.theme.hash.as_bytes(),
        serde_json::to_value(&value).unwrap_or_default().to_string(),
        (&config.language, &config.han_language, base_url),
    ));
    let session = &*front.session;
    let templates = Templates::compile(&front.theme, &fallback, texts, value, session).into(&mut found);
    let markup = Markup {
        texts,
        phrases: Phrases::new(texts),
        language: &config.language,
        han_language: &config.han_language,
        highlighter: &session.highlighter,
    };
    let entries = Entries::new(&front.citing.style, &config.language);
    let renderer = Renderer::new(&templates, &markup, &site.cards, base_url, &entries);
    let rows = rows(&site, front, &plan);
    let maker = Maker {
        front,
        site: &site,
        renderer: &renderer,
        markup: &markup,
        templates: &templates,
        files,
        plan,
        rows,
        around,
        found,
    };
    let made = make(&maker, stats);
    drop(maker);
    templates.leave();
    made
}

/// A site ready to be made.
pub struct Maker<'m> {
    front: &'m Front,
    site: &'m Site<'m>,
    renderer: &'m Renderer<'m>,
    markup: &'m Markup<'m>,
    templates: &'m Templates<'m>,
    files: &'m dyn Files,
    /// Ordered by path.
    plan: Vec<Planned>,
    /// Rows of long tables, for the script.
    rows: BTreeMap<OutputPath, Rows<'m>>,
    /// Of what all pages have in common.
    around: ContextHash,
    /// Findings about the plan and the templates.
    found: Vec<Diagnostic>,
}

/// A part of a long table's rows.
struct Rows<'m> {
    id: String,
    table: &'m Table,
    ids: RowIds,
    part: u32,
    parts: u32,
}

/// What a file is, when it is made.
enum Made {
    File(Vec<u8>),
    /// The sink has it.
    Kept,
    /// There is none: it is at fault.
    Nothing,
}

impl Maker<'_> {
    /// Makes every file, and returns all that was found, weighed and in order.
    pub fn all(&self, sink: &dyn Sink) -> Vec<Diagnostic> {
        let put = |planned: &Planned| {
            let mut found = Vec::new();
            let path = planned.path.clone();
            if is_reserved(&path) {
                return found;
            }
            let mut context = None;
            let is_kept = |of: ContextHash| {
                context = Some(of);
                sink.keeps(&path, of)
            };
            let is_kept: Option<IsKept<'_>> = if sink.remembers() { Some(Box::new(is_kept)) } else { None };
            let made = self.make(planned, is_kept, &mut found);
            if let Made::File(bytes) = made {
                sink.put(OutputFile { path, bytes }, context);
            }
            found
        };
        let found: Vec<Vec<Diagnostic>> = self.plan.par_iter().map(put).collect();
        self.rows
            .par_iter()
            .for_each(|(path, rows)| sink.put(OutputFile { path: path.clone(), bytes: self.row_data(rows) }, None));
        for asset in self.front.theme.assets.values() {
            sink.put(OutputFile { path: asset.path.clone(), bytes: asset.bytes.to_vec() }, None);
        }
        for (route, bytes) in export::feeds::files(self.site, &self.plan) {
            sink.put(OutputFile { path: route.path(), bytes }, None);
        }
        self.settle(found.into_iter().flatten().collect())
    }

    /// Makes what may be at fault, keeps none of it, and returns all that was found, weighed and in order: files that are taken over,
    /// and pages unless their templates are the default theme's, which are tested.
    fn find_faults(&self) -> Vec<Diagnostic> {
        let is_tested = self.front.theme.is_default();
        let may_fail =
            |planned: &&Planned| !is_reserved(&planned.path) && (!is_tested || matches!(planned.source, Source::Attachment(_)));
        let find = |planned: &Planned| {
            let mut found = Vec::new();
            self.make(planned, None, &mut found);
            found
        };
        let found: Vec<Vec<Diagnostic>> = self.plan.par_iter().filter(may_fail).map(find).collect();
        self.settle(found.into_iter().flatten().collect())
    }

    /// Makes one file; `None` where the site has none of that path.
    #[must_use]
    pub fn file(&self, path: &OutputPath) -> Option<Vec<u8>> {
        if let Ok(at) = self.plan.binary_search_by(|planned| planned.path.cmp(path)) {
            return match self.make(&self.plan[at], None, &mut Vec::new()) {
                Made::File(bytes) => Some(bytes),
                Made::Kept | Made::Nothing => None,
            };
        }
        if let Some(rows) = self.rows.get(path) {
            return Some(self.row_data(rows));
        }
        if let Some(asset) = self.front.theme.assets.values().find(|asset| asset.path == *path) {
            return Some(asset.bytes.to_vec());
        }
        let feeds = export::feeds::files(self.site, &self.plan);
        feeds.into_iter().find_map(|(route, bytes)| (route.path() == *path).then_some(bytes))
    }

    /// How many faults templates have shown in the pages made so far.
    #[must_use]
    pub fn faults(&self) -> u32 {
        self.templates.faults().iter().map(|fault| fault.count).sum()
    }

    /// Whether the theme's own templates cannot be used at all, and pages are made with the default ones.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        self.found.iter().any(|finding| finding.code == Code::TemplateError)
    }

    /// All that was found so far, weighed and in order: what only rendering finds is there once the page was made.
    #[must_use]
    pub fn findings(&self) -> Vec<Diagnostic> {
        self.settle(Vec::new())
    }

    fn settle(&self, made: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut found = self.found.clone();
        found.extend(made);
        found.extend(self.templates.faults());
        found.extend(self.front.found.iter().cloned());
        check::settle(found, &self.front.levels, &self.front.notes)
    }

    /// Makes one file of the plan. `is_kept` is asked with the hash of what it is made from, where there is one.
    fn make(&self, planned: &Planned, is_kept: Option<IsKept<'_>>, found: &mut Vec<Diagnostic>) -> Made {
        let language = &self.front.archive.config.language;
        let bytes = match &planned.source {
            Source::Attachment(ix) => match self.attachment(*ix, found) {
                Some(bytes) => bytes,
                None => return Made::Nothing,
            },
            Source::Csv(key) => export::csv::table(&self.front.archive, self.table(key)),
            Source::Json(key) => export::json::table(&self.front.archive, self.table(key), language),
            Source::AnnotationData => {
                export::jsonld::annotations(&self.front.archive, &self.site.addresses, &self.front.views.annotations)
            }
            Source::Library(format) => works(*format, self.site.exported_works()),
            _ => {
                let Some(page) = self.site.page(planned) else { return Made::Nothing };
                if is_kept.is_some_and(|is_kept| is_kept(ContextHash::of(&(self.around, &page)))) {
                    return Made::Kept;
                }
                self.renderer.page(&page)
            }
        };
        Made::File(bytes)
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

    /// An attachment's bytes, if it may be published.
    fn attachment(&self, ix: AttachmentIx, found: &mut Vec<Diagnostic>) -> Option<Vec<u8>> {
        let attachment = &self.front.archive.attachments[ix.0 as usize];
        let path = &attachment.path;
        let limit = self.front.archive.config.limits.attachment_size;
        let start = Span::default();
        let bytes = match self.files.read(path, limit) {
            Ok(bytes) => bytes,
            Err(error) => {
                let finding = Diagnostic::new(Code::BrokenLink, path, start, error.to_string());
                found.push(finding.help("see that the file can be read"));
                return None;
            }
        };
        let is_svg = path.extension().as_deref() == Some("svg");
        if is_svg { self.svg(path, &bytes, found) } else { Some(bytes) }
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
            // Told of when the archive was read, and nothing leads to it.
            Err(_) => None,
        }
    }

    /// Rows of a long table, for the script.
    fn row_data(&self, rows: &Rows<'_>) -> Vec<u8> {
        let none = |_: &crate::site::table::TableContext<'_>| String::new();
        let language = &self.front.archive.config.language;
        let context = RenderContext { markup: self.markup, root: "~/", page: "", language, table: &none };
        let from = rows.part * PAGE_ROWS;
        let to = (from + PAGE_ROWS).min(rows.table.rows.len() as u32);
        let shown: Vec<_> = (from..to).map(|row| self.site.row(rows.table, row, rows.ids)).collect();
        let groups = rows.table.groups.iter().filter_map(|group| {
            let label = group.label.as_ref().filter(|_| (from..to).contains(&group.rows.start))?;
            Some((self.site.label(label), group.rows.len() as u32, group.rows.start - from))
        });
        let groups = groups.collect();
        let part = RowPart { table: &rows.id, part: rows.part, parts: rows.parts, groups, rows: &shown };
        table_value::rows_script(&part, &context)
    }
}

/// Asks whether a file made from this is there already.
type IsKept<'k> = Box<dyn FnOnce(ContextHash) -> bool + 'k>;

/// The row data of all tables of several pages.
fn rows<'m>(site: &Site<'m>, front: &'m Front, plan: &[Planned]) -> BTreeMap<OutputPath, Rows<'m>> {
    let first_pages = plan.iter().filter_map(|planned| match &planned.source {
        Source::Kind { kind, page: 1, .. } => {
            Some((site.kind_table_id(*kind), &front.views.kinds[kind.0 as usize], RowIds::Letters))
        }
        Source::Claims { page: 1 } => Some((CLAIMS_TABLE_ID.to_owned(), &front.views.claims, RowIds::Letters)),
        Source::Tags { page: 1 } => Some((TAGS_TABLE_ID.to_owned(), &front.views.tags, RowIds::Letters)),
        Source::Csv(TableKey::Dataset(at)) => {
            Some((site.dataset_table_id(*at), &front.views.datasets[*at as usize], RowIds::Numbers))
        }
        Source::Csv(TableKey::Query(note, query)) => {
            let table = front.views.queries[note.0 as usize][*query as usize].as_ref()?;
            Some((site.query_table_id(*note, *query), table, RowIds::None))
        }
        Source::Tag { tag, page: 1 } => Some((site.tag_table_id(tag), &front.views.tag[tag], RowIds::Letters)),
        _ => None,
    });
    let parts = first_pages.flat_map(|(id, table, ids)| {
        let parts = if page_count(table) > 1 { page_count(table) } else { 0 };
        (0..parts).map(move |part| Rows { id: id.clone(), table, ids, part, parts })
    });
    parts.map(|rows| (site.rows_route(&rows.id, rows.part).path(), rows)).collect()
}

/// Works in a format.
fn works<'i>(format: CitationFormat, items: impl Iterator<Item = &'i Item>) -> Vec<u8> {
    match format {
        CitationFormat::Bibtex => export::bibtex::entries(items),
        CitationFormat::CslJson => export::csl_json::items(items),
        CitationFormat::Ris => export::ris::records(items),
    }
}
