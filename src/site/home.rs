//! The home page, pages of tables, former addresses, and the page for addresses that do not exist.

use super::Site;
use super::page::{Content, Cut, Head, HomeKind, HomeLists, IndexContent, NoteContent, Page, Redirect};
use super::plan::{Planned, Source, TableKey};
use super::route::Route;
use super::table::RowData;
use super::tables::{Placement, RowIds, page_count};
use crate::archive::NoteIx;
use crate::note::Status;
use crate::schema::KindIx;
use crate::view::table::Table;

/// Notes on the home page's list of what changed.
const RECENT: usize = 10;

impl<'a> Site<'a> {
    /// The page that a plan's entry stands for; `None` for files that are not pages.
    #[must_use]
    pub fn page(&self, planned: &Planned) -> Option<Page<'a>> {
        let route = planned.route.clone();
        let (mut head, content) = match &planned.source {
            Source::Home(ix) => self.home(*ix),
            Source::Note(ix) => {
                let note = Box::new(self.note_content(*ix));
                let head = self.note_head(*ix, &note);
                let is_plain = self.note(*ix).kind.is_none();
                (head, if is_plain { Content::Plain(note) } else { Content::Note(note) })
            }
            Source::Kind { kind, note, page } => self.kind(*kind, *note, *page),
            Source::Claims { page } => self.claims_page(*page),
            Source::Disputes { page } => self.disputes_page(*page),
            Source::Annotations { page } => self.annotations_page(*page),
            Source::Bibliography => self.bibliography(),
            Source::Tags { page } => self.tags_page(*page),
            Source::Tag { tag, page } => self.tag_page(tag, *page),
            Source::List { note, list, page } => self.list_page(*note, list, *page),
            Source::Redirect(ix) => self.redirect(*ix),
            Source::FormerTable(kind) => self.table_redirect(*kind)?,
            Source::NotFound => {
                let head = Head { noindex: true, ..self.head(self.texts.get("not_found_title")) };
                (head, Content::NotFound)
            }
            Source::Attachment(_)
            | Source::Csv(_)
            | Source::Json(_)
            | Source::Library(_)
            | Source::AnnotationData
            | Source::DatasetFile(_) => return None,
        };
        if head.citables.is_empty() && !matches!(content, Content::Redirect(_) | Content::NotFound) {
            self.cite_generated(&route, &mut head);
        }
        Some(Page { route, head, content })
    }

    pub(super) fn head(&self, title: &str) -> Head {
        Head { title: title.into(), lang: self.archive.config.language.clone(), ..Head::default() }
    }

    fn home(&self, ix: Option<NoteIx>) -> (Head, Content<'a>) {
        let config = &self.archive.config;
        let note = ix.map_or_else(NoteContent::empty, |ix| self.note_content(ix));
        let mut head = match ix {
            Some(ix) => self.note_head(ix, &note),
            None => self.head(&config.title),
        };
        head.title = config.title.clone();
        head.title_lang = None;
        head.breadcrumbs = Vec::new();
        head.description = config.description.clone().or(head.description);
        let kinds = self.archive.kinds.all.iter().enumerate().filter_map(|(at, kind)| {
            let count = self.views.kinds[at].rows.len() as u32;
            let href = self.kind_route(KindIx(at as u32))?.href();
            let description = self.folder_note(&kind.folder).and_then(|ix| self.cards.get(ix).summary.clone());
            (count > 0).then(|| HomeKind { label: self.local(&kind.label.other).into(), href, count, description })
        });
        let lists = HomeLists {
            kinds: kinds.collect(),
            recent: self.recent().into_iter().map(|(note, date)| (self.card(note), date)).collect(),
        };
        (head, Content::Home(Box::new(note), lists))
    }

    /// Notes changed last, newest first, then by title.
    fn recent(&self) -> Vec<(NoteIx, crate::schema::date::Date)> {
        let dated = (0..).map(NoteIx).zip(&self.archive.notes).filter(|(_, note)| !note.is_folder_index);
        let dated = dated.filter_map(|(ix, note)| {
            let updated = note.meta.updated.clone().or_else(|| self.days(note)?.1)?;
            Some((ix, updated))
        });
        let mut dated: Vec<_> = dated.collect();
        dated.sort_by(|(a, a_date), (b, b_date)| {
            b_date.latest.cmp(&a_date.latest).then_with(|| self.title_rank(*a).cmp(&self.title_rank(*b)))
        });
        dated.truncate(RECENT);
        dated
    }

    /// The note of a folder.
    fn folder_note(&self, folder: &str) -> Option<NoteIx> {
        let at = self.archive.notes.binary_search_by(|note| note.id.as_str().cmp(folder)).ok()?;
        self.archive.notes[at].is_folder_index.then_some(NoteIx(at as u32))
    }

    fn kind(&self, kind: KindIx, note: Option<NoteIx>, page: u32) -> (Head, Content<'a>) {
        let table = &self.views.kinds[kind.0 as usize];
        let label = self.local(&self.archive.kinds.get(kind).label.other).to_owned();
        let route = self.kind_route(kind).unwrap_or(Route::Home);
        let (mut head, intro, claims, about) = match note {
            Some(ix) => {
                let content = self.note_content(ix);
                (self.note_head(ix, &content), Some(content.body), content.claims, content.claims_about)
            }
            None => (self.head(&label), None, Vec::new(), Cut::default()),
        };
        let (claims, claims_about) = if page == 1 { (claims, about) } else { (Vec::new(), Cut::default()) };
        if head.breadcrumbs.is_empty() {
            head.breadcrumbs = vec![(self.texts.get("home").into(), Route::Home.href())];
        }
        self.numbered(&mut head, page);
        head.section = Some(route.href());
        let key = TableKey::Kind(kind);
        let table = self.main_table(table, &self.kind_table_id(kind), &label, &route, page, Some(&key));
        let intro = intro.filter(|body| page == 1 && !body.events.is_empty());
        let linked = intro.as_ref().map(|body| body.linked.clone()).unwrap_or_default();
        (head, Content::Index(IndexContent { intro, table, claims, claims_about, linked }))
    }

    /// Puts the number of a further page into its title.
    pub(super) fn numbered(&self, head: &mut Head, page: u32) {
        if page > 1 {
            head.title = self.texts.fill("page_title", &[("title", &head.title), ("n", &page.to_string())]).into();
        }
    }

    /// A table that is its page's purpose.
    pub(super) fn main_table(
        &self,
        table: &Table,
        id: &str,
        caption: &str,
        route: &Route,
        page: u32,
        key: Option<&TableKey>,
    ) -> super::table::TableContext<'a> {
        let downloads = key.map(|key| (self.data_route(key, "csv").href(), self.data_route(key, "json").href()));
        let data = self.row_data(id, table);
        let first = route.href();
        let pages = Some((first, route));
        let place =
            Placement { id, caption, caption_hidden: true, main: true, ids: RowIds::Letters, pages, page, downloads, data };
        self.table(table, &place)
    }

    /// Where the rows of a long table are written for the script; nowhere, if it is short.
    pub(super) fn row_data(&self, id: &str, table: &Table) -> Option<RowData> {
        let parts = page_count(table);
        let files = || (0..parts).map(|part| self.rows_route(id, part).href()).collect();
        (parts > 1).then(|| RowData { table: id.into(), files: files() })
    }

    /// Where a part of a long table's rows is written for the script.
    #[must_use]
    pub fn rows_route(&self, id: &str, part: u32) -> Route {
        Route::Data(format!("rows/{}.{}.js", id.trim_start_matches('_'), part + 1).into())
    }

    fn redirect(&self, ix: NoteIx) -> (Head, Content<'a>) {
        let note = self.note(ix);
        let to = self.addresses.note(ix).clone();
        let renamed = note.claims.iter().flat_map(|claim| {
            let anchor = claim.id.value.anchor();
            claim.redirect_from.iter().map(move |former| (format!("claim-{}", former.value).into(), anchor.clone().into()))
        });
        let fragments = renamed.collect();
        let head = Head { noindex: true, ..self.head(&note.meta.title) };
        (head, Content::Redirect(Redirect { title: note.meta.title.value.clone(), to, fragments }))
    }
}

impl<'a> Site<'a> {
    /// A former address of a kind's table.
    fn table_redirect(&self, kind: KindIx) -> Option<(Head, Content<'a>)> {
        let title = self.local(&self.archive.kinds.get(kind).label.other);
        let to = self.kind_route(kind)?.href();
        let head = Head { noindex: true, ..self.head(title) };
        Some((head, Content::Redirect(Redirect { title: title.into(), to, fragments: Vec::new() })))
    }
}

impl NoteContent<'_> {
    /// The home page's note where there is none.
    fn empty() -> Self {
        Self {
            id: "index",
            kind_name: "page",
            kind_label: None,
            kind_href: None,
            names: Vec::new(),
            aliases: Vec::new(),
            summary: None,
            status: Status::Published,
            authors: Vec::new(),
            created: None,
            updated: None,
            tags: Vec::new(),
            image: None,
            infobox: Vec::new(),
            claims: Vec::new(),
            concordance: Cut::default(),
            claims_about: Cut::default(),
            body: super::body::ResolvedBody::default(),
            relations: Vec::new(),
            backlinks: Vec::new(),
            previous: None,
            next: None,
            linked: Vec::new(),
        }
    }
}

/// Element id of the table of all claims.
pub const CLAIMS_TABLE_ID: &str = "_claims-table";
/// Element id of the table of all tags.
pub const TAGS_TABLE_ID: &str = "_tags-table";

/// A name as an element id: letters, digits and hyphens.
fn safe_id(name: &str) -> String {
    let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let hash = blake3::hash(name.as_bytes()).to_hex();
    // What is not Latin is told apart by a hash.
    if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        ascii
    } else {
        format!("t-{}-{}", ascii.trim_matches('-'), &hash[..6])
    }
}

impl Site<'_> {
    /// Element id of a kind's table, and the name of its row data.
    #[must_use]
    pub fn kind_table_id(&self, kind: KindIx) -> String {
        format!("_kind-{}", safe_id(&self.archive.kinds.get(kind).name.0))
    }

    /// Element id of the table of a tag's notes.
    #[must_use]
    pub fn tag_table_id(&self, tag: &str) -> String {
        format!("_tag-{}", safe_id(tag))
    }

    /// Element id of the table of a dataset's rows.
    #[must_use]
    pub fn dataset_table_id(&self, dataset: u32) -> String {
        let note = self.archive.datasets[dataset as usize].note;
        format!("_rows-{}", safe_id(self.note(note).id.as_str()))
    }

    /// The name of the row data of an `index` block's table.
    #[must_use]
    pub fn query_table_id(&self, note: NoteIx, query: u32) -> String {
        format!("_query-{}-{}", safe_id(self.note(note).id.as_str()), query + 1)
    }

    /// When a note was last changed.
    #[must_use]
    pub fn updated(&self, ix: NoteIx) -> Option<crate::schema::date::Date> {
        let note = self.note(ix);
        note.meta.updated.clone().or_else(|| self.days(note)?.1)
    }

    /// What a generated page is called.
    #[must_use]
    pub fn page_label(&self, path: &str) -> String {
        let folder = path.trim_end_matches("/index.html");
        if path == "-/tags.html" {
            return self.texts.get("tags_title").to_owned();
        }
        match path {
            "-/claims.html" => return self.texts.get("claims_title").to_owned(),
            "-/annotations.html" => return self.texts.get("annotations_title").to_owned(),
            "-/bibliography.html" => return self.texts.get("bibliography_title").to_owned(),
            "-/disputes.html" => return self.texts.get("disputes_title").to_owned(),
            _ => {}
        }
        match self.kind_of_folder(folder) {
            Some(kind) => self.local(&self.archive.kinds.get(kind).label.other).to_owned(),
            None => self.texts.get("feed").to_owned(),
        }
    }
}
