//! One page: its address, what stands in its head, and the closed data its template may see (`themes/README.md`).

use super::body::{Href, ResolvedBody};
use super::cards::NoteCard;
use super::citations::WorkEntry;
use super::inline::Inline;
use super::route::Route;
use super::table::{Pages, TableContext};
use crate::note::Status;
use crate::note::claims::{ClaimType, Confidence};
use crate::schema::date::Date;

/// A page.
#[derive(Debug, Hash)]
pub struct Page<'a> {
    /// Its address.
    pub route: Route,
    /// What every page has.
    pub head: Head,
    /// What its sort of page has.
    pub content: Content<'a>,
}

/// What every page has.
#[derive(Clone, Debug, Default, Hash)]
pub struct Head {
    /// The title, for the window and the heading.
    pub title: Box<str>,
    /// Language of the title, if it is not the site's.
    pub title_lang: Option<Box<str>>,
    /// Plain text, at most 300 characters.
    pub description: Option<Box<str>>,
    /// Language of the page's main text.
    pub lang: Box<str>,
    /// The index this page belongs to.
    pub section: Option<Href>,
    /// Whether search engines shall leave it out.
    pub noindex: bool,
    /// Further `<meta>` tags: names and contents.
    pub meta: Vec<(Box<str>, Box<str>)>,
    /// What it lets be cited.
    pub citables: Vec<super::cite_page::Citable>,
    /// Translations of this note, itself left out.
    pub alternates: Vec<Alternate>,
    /// From the home page to the parent: titles and addresses.
    pub breadcrumbs: Vec<(Box<str>, Href)>,
    /// Findings on this page, where the site is written in spite of them: the first of them.
    pub faults: Vec<Fault>,
    /// How many there are.
    pub faults_total: u32,
}

/// A translation of a note.
#[derive(Clone, Debug, Hash)]
pub struct Alternate {
    /// BCP 47.
    pub lang: Box<str>,
    /// The language's name in itself.
    pub label: Box<str>,
    /// Its page.
    pub href: Href,
}

/// A finding shown on a page.
#[derive(Clone, Debug, Hash)]
pub struct Fault {
    /// `error`, `warning`.
    pub severity: &'static str,
    /// Its code.
    pub code: &'static str,
    /// What is wrong.
    pub message: Box<str>,
    /// `file:line:column`.
    pub place: Box<str>,
}

/// What a sort of page has beside its head.
#[derive(Debug, Hash)]
pub enum Content<'a> {
    /// The home page.
    Home(Box<NoteContent<'a>>, HomeLists),
    /// A note of a kind.
    Note(Box<NoteContent<'a>>),
    /// A note without a kind.
    Plain(Box<NoteContent<'a>>),
    /// A table with a page of its own.
    Index(IndexContent<'a>),
    /// All tags.
    Tags(IndexContent<'a>),
    /// All claims.
    Claims(IndexContent<'a>),
    /// What cannot all hold, side by side.
    Disputes(DisputesContent<'a>),
    /// A page of annotations.
    Annotations(AnnotationsContent<'a>),
    /// All works that are cited.
    Bibliography(BibliographyContent),
    /// A tag.
    Tag(TagContent<'a>),
    /// A page of a note's long list.
    List(NoteList<'a>),
    /// What a server shows for an address that does not exist.
    NotFound,
    /// A former address.
    Redirect(Redirect),
}

/// A note, as its page shows it.
#[derive(Debug, Hash)]
pub struct NoteContent<'a> {
    /// Its id.
    pub id: &'a str,
    /// The kind's name (`concept`; `page` without one).
    pub kind_name: &'a str,
    /// What people call one of the kind; `None` without a kind.
    pub kind_label: Option<&'a str>,
    /// The kind's index.
    pub kind_href: Option<Href>,
    /// Names in several scripts: label, text, language.
    pub names: Vec<(Box<str>, &'a str, Option<&'a str>)>,
    /// Other names.
    pub aliases: Vec<&'a str>,
    /// Summary.
    pub summary: Option<Vec<Inline<'a>>>,
    /// How far it is.
    pub status: Status,
    /// Who wrote it: a name, and the page of the person where there is one.
    pub authors: Vec<(&'a str, Option<Href>)>,
    /// When it was begun.
    pub created: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// Its tags: label and page.
    pub tags: Vec<(&'a str, Href)>,
    /// The image beside its facts.
    pub image: Option<ResolvedBody<'a>>,
    /// Its fields, in the schema's order; only those with a value.
    pub infobox: Vec<InfoboxRow<'a>>,
    /// Its body.
    pub body: ResolvedBody<'a>,
    /// The claims that stand in it.
    pub claims: Vec<Statement<'a>>,
    /// Claims of other notes about it.
    pub claims_about: Cut<Statement<'a>>,
    /// For a work: where it is cited.
    pub concordance: Cut<Concordance<'a>>,
    /// Relations to and from other notes.
    pub relations: Vec<RelationGroup<'a>>,
    /// Who links here, grouped by kind.
    pub backlinks: Vec<BacklinkGroup<'a>>,
    /// Neighbours in the kind's index.
    pub previous: Option<NoteCard>,
    /// See above.
    pub next: Option<NoteCard>,
    /// Notes its body links to, in order, once each: their cards travel with the page.
    pub linked: Vec<NoteCard>,
}

/// A row of the infobox.
#[derive(Debug, Hash)]
pub struct InfoboxRow<'a> {
    /// The field's name.
    pub key: &'a str,
    /// What people call it.
    pub label: &'a str,
    /// Unit of its numbers.
    pub unit: Option<&'a str>,
    /// Whether the sources disagree.
    pub contested: bool,
    /// Where they stand side by side.
    pub dispute: Option<Href>,
    /// Values, each with its sources as written.
    pub values: Vec<InfoboxValue<'a>>,
}

/// A value in the infobox.
#[derive(Debug, Hash)]
pub struct InfoboxValue<'a> {
    /// The value.
    pub value: Vec<Inline<'a>>,
    /// Its sources.
    pub cite: Vec<Inline<'a>>,
}

/// A claim, or a side of a contested field, as a page shows it.
#[derive(Debug, Hash)]
pub struct Statement<'a> {
    /// The claim's id; the field's name.
    pub id: Box<str>,
    /// The element id, on the page of the note it stands in.
    pub anchor: Option<Box<str>>,
    /// Element ids that led to it before.
    pub former: Vec<Box<str>>,
    /// Its place.
    pub href: Href,
    /// What is stated.
    pub text: Vec<Inline<'a>>,
    /// What sort of statement it is.
    pub sort: Option<ClaimType>,
    /// Its sources, each a line.
    pub sources: Vec<Vec<Inline<'a>>>,
    /// Who makes it.
    pub by: Vec<Vec<Inline<'a>>>,
    /// How sure the editor is.
    pub confidence: Option<Confidence>,
    /// When it held.
    pub as_of: Option<Date>,
    /// What it is about, beside this page's note and its own.
    pub about: Vec<NoteCard>,
    /// The note it stands in, if that is not this page's.
    pub note: Option<NoteCard>,
    /// The claims it speaks for: text and place.
    pub supports: Vec<(Box<str>, Href)>,
    /// The other sides of its dispute.
    pub contradicts: Vec<(Box<str>, Href)>,
    /// Where all sides stand side by side.
    pub dispute: Option<Href>,
}

/// A list of which a page shows the first entries.
#[derive(Debug, Hash)]
pub struct Cut<T> {
    /// How many there are.
    pub total: u32,
    /// At most 500.
    pub items: Vec<T>,
    /// A page with all of them, if they are more.
    pub more: Option<Href>,
}

impl<T> Default for Cut<T> {
    fn default() -> Self {
        Self::whole(Vec::new())
    }
}

impl<T> Cut<T> {
    /// All entries.
    pub(super) fn whole(items: Vec<T>) -> Self {
        Self { total: items.len() as u32, items, more: None }
    }
}

/// A page of annotations.
#[derive(Debug, Hash)]
pub struct AnnotationsContent<'a> {
    /// How many there are on all pages.
    pub total: u32,
    /// Those of this page, note by note.
    pub groups: Vec<AnnotationGroup<'a>>,
    /// The other pages.
    pub pages: Option<Pages>,
}

/// Annotations of a note.
#[derive(Debug, Hash)]
pub struct AnnotationGroup<'a> {
    /// The note.
    pub note: NoteCard,
    /// In the order of its text.
    pub items: Vec<AnnotationLine<'a>>,
}

/// An annotation as it is listed.
#[derive(Debug, Hash)]
pub struct AnnotationLine<'a> {
    /// What it is about.
    pub passage: Option<&'a str>,
    /// What it says.
    pub comment: &'a str,
    /// Who wrote it.
    pub author: Option<&'a str>,
    /// When, as written.
    pub date: Option<&'a str>,
    /// Where it stands.
    pub href: Href,
}

/// All works that an archive cites.
#[derive(Debug, Hash)]
pub struct BibliographyContent {
    /// Entries in the style's order.
    pub entries: Vec<WorkEntry>,
}

/// A place that cites a work.
#[derive(Debug, Hash)]
pub struct Concordance<'a> {
    /// The note.
    pub note: NoteCard,
    /// Where in the work: `p. 105`.
    pub locator: Option<Box<str>>,
    /// The sentence: before, at and after the citation; or what the place is.
    pub text: [std::borrow::Cow<'a, str>; 3],
    /// Where it stands.
    pub href: Href,
}

/// A page of disputes.
#[derive(Debug, Hash)]
pub struct DisputesContent<'a> {
    /// How many there are in all.
    pub total: u32,
    /// Those of this page.
    pub disputes: Vec<DisputeContext<'a>>,
    /// Where they are spread over several pages.
    pub pages: Option<Pages>,
}

/// Statements that cannot all hold.
#[derive(Debug, Hash)]
pub struct DisputeContext<'a> {
    /// Its element id.
    pub id: Box<str>,
    /// What it is about.
    pub subjects: Vec<NoteCard>,
    /// Its sides.
    pub sides: Vec<Statement<'a>>,
}

/// All relations of one sort and direction.
#[derive(Debug, Hash)]
pub struct RelationGroup<'a> {
    /// What it is called from this end.
    pub label: Box<str>,
    /// Whether other notes declare it.
    pub incoming: bool,
    /// The notes, by title.
    pub list: Cut<RelationItem<'a>>,
}

/// A relation to or from another note.
#[derive(Debug, Hash)]
pub struct RelationItem<'a> {
    /// The other note.
    pub note: NoteCard,
    /// Since, until, remark, sources: a label of the interface where one is needed, and the words.
    pub qualifiers: Vec<(Option<&'static str>, Vec<Inline<'a>>)>,
}

/// Links from the notes of one kind.
#[derive(Debug, Hash)]
pub struct BacklinkGroup<'a> {
    /// What people call several of the kind; `None` for plain notes.
    pub label: Option<&'a str>,
    /// The notes.
    pub list: Cut<BacklinkItem<'a>>,
}

/// A note that links here.
#[derive(Debug, Hash)]
pub struct BacklinkItem<'a> {
    /// The note.
    pub note: NoteCard,
    /// At most three sentences: before, the link's words, after; and where they stand.
    pub contexts: Vec<([std::borrow::Cow<'a, str>; 3], Href)>,
}

/// A page of a list of a note that is too long for the note's own page.
#[derive(Debug, Hash)]
pub struct NoteList<'a> {
    /// Its entries.
    pub part: ListPart<'a>,
    /// The other pages; a table has its own.
    pub pages: Option<Pages>,
}

/// Entries of a note's list.
#[derive(Debug, Hash)]
pub enum ListPart<'a> {
    /// Of relations, one group.
    Relations(Vec<RelationGroup<'a>>),
    /// Of backlinks, one group.
    Backlinks(Vec<BacklinkGroup<'a>>),
    /// Of claims of other notes.
    Claims(Cut<Statement<'a>>),
    /// Of places that cite a work.
    Concordance(Cut<Concordance<'a>>),
    /// Of a dataset, or of the table of an `index` block.
    Rows(Box<TableContext<'a>>),
}

/// What the home page lists.
#[derive(Debug, Hash)]
pub struct HomeLists {
    /// Kinds: plural label, index, number of notes, the first sentence of the index's text.
    pub kinds: Vec<HomeKind>,
    /// Notes changed last, newest first.
    pub recent: Vec<(NoteCard, Date)>,
}

/// A kind on the home page.
#[derive(Debug, Hash)]
pub struct HomeKind {
    /// What people call several.
    pub label: Box<str>,
    /// Its index.
    pub href: Href,
    /// How many notes.
    pub count: u32,
    /// What they are.
    pub description: Option<Box<str>>,
}

/// A table with a page of its own.
#[derive(Debug, Hash)]
pub struct IndexContent<'a> {
    /// The text before it.
    pub intro: Option<ResolvedBody<'a>>,
    /// The table.
    pub table: TableContext<'a>,
    /// The claims of the folder's note.
    pub claims: Vec<Statement<'a>>,
    /// Claims of other notes about it.
    pub claims_about: Cut<Statement<'a>>,
    /// Notes the text links to.
    pub linked: Vec<NoteCard>,
}

impl<'a> IndexContent<'a> {
    /// A table that no note introduces.
    pub(super) fn of(table: TableContext<'a>) -> Self {
        Self { intro: None, table, claims: Vec::new(), claims_about: Cut::default(), linked: Vec::new() }
    }
}

/// A tag.
#[derive(Debug, Hash)]
pub struct TagContent<'a> {
    /// Its last part.
    pub name: Box<str>,
    /// The tag above it: label and page.
    pub parent: Option<(Box<str>, Href)>,
    /// Tags below it: label, page, number of notes.
    pub children: Vec<(Box<str>, Href, u32)>,
    /// Its notes.
    pub table: TableContext<'a>,
}

/// A former address.
#[derive(Debug, Hash)]
pub struct Redirect {
    /// Title of the note that is there now.
    pub title: Box<str>,
    /// Where it is now.
    pub to: Href,
    /// Former fragments and what they are now.
    pub fragments: Vec<(Box<str>, Box<str>)>,
}
