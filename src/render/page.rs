//! A page, its context filled in and its template run.

use std::sync::OnceLock;

use tera::{Context, Value};

use super::cite;
use super::evidence::work_entry;
use super::inline;
use super::markdown::{self, BodyHtml, Markup, RenderContext, TocEntry};
use super::table_value;
use super::template::Templates;
use super::value::{map, markup, maybe_markup};
use crate::csl::Entries;
use crate::note::Status;
use crate::schema::date::Date;
use crate::site::body::{Href, ResolvedBody};
use crate::site::cards::{Card, Cards, NoteCard};
use crate::site::inline::Inline;
use crate::site::page::{Content, Cut, Head, HomeLists, InfoboxRow, ListPart, NoteContent, Page};
use crate::site::table::TableContext;

/// Cards that travel with a page, at most.
const MOST_CARDS: usize = 100;

/// What pages are rendered with.
pub struct Renderer<'r> {
    /// Templates.
    pub templates: &'r Templates<'r>,
    /// What bodies need.
    pub markup: &'r Markup<'r>,
    /// For each note, what other pages show of it.
    pub cards: &'r Cards<'r>,
    /// The same as pages hold it.
    shown: Vec<ShownCard>,
    /// Where the site will be published, with a slash at the end.
    pub base_url: Option<&'r str>,
    /// Prints how pages are cited.
    pub entries: &'r Entries,
}

/// A card in the forms that pages hold, each made when a page first needs it.
#[derive(Default)]
struct ShownCard {
    /// For templates.
    value: OnceLock<Value>,
    /// For the script: its address and what is on it.
    json: OnceLock<Box<str>>,
}

/// What bodies of a page have shown to need.
#[derive(Default)]
struct Needs {
    toc: Vec<TocEntry>,
    code: bool,
    tables: bool,
}

impl<'r> Renderer<'r> {
    /// Prepares the cards.
    #[must_use]
    pub fn new(
        templates: &'r Templates<'r>,
        markup: &'r Markup<'r>,
        cards: &'r Cards<'r>,
        base_url: Option<&'r str>,
        entries: &'r Entries,
    ) -> Self {
        Self { templates, markup, cards, shown: (0..cards.count()).map(|_| ShownCard::default()).collect(), base_url, entries }
    }

    /// Renders a page.
    #[must_use]
    pub fn page(&self, page: &Page<'_>) -> Vec<u8> {
        let root = self.root(page);
        let href = page.route.href();
        let shell = map! { "root" => root.as_str(), "title" => &*page.head.title };
        let table = |table: &TableContext<'_>| self.table_in_body(table, &root, &href, &page.head.lang, &shell);
        let context = RenderContext { markup: self.markup, root: &root, page: &href.0, language: &page.head.lang, table: &table };
        let mut needs = Needs::default();
        let mut values = Context::new();
        let (template, kind, linked) = match &page.content {
            Content::Home(note, lists) => {
                values.insert_value("note", self.note(note, &context, &mut needs));
                values.insert_value("home", self.home(lists));
                ("home.html", "home", Some(&**note))
            }
            Content::Note(note) => {
                values.insert_value("note", self.note(note, &context, &mut needs));
                ("note.html", "note", Some(&**note))
            }
            Content::Plain(note) => {
                values.insert_value("note", self.note(note, &context, &mut needs));
                ("page.html", "note", Some(&**note))
            }
            Content::Index(index) => {
                let intro = index.intro.as_ref().map(|body| markdown::body(body, &context));
                let footnotes = intro.as_ref().map(footnotes).unwrap_or_default();
                let works: Vec<Value> = index.intro.iter().flat_map(|body| &body.works).map(work_entry).collect();
                values.insert_value(
                    "index",
                    map! {
                        "intro_html" => maybe_markup(intro.as_ref().map(|body| body.html.as_str())),
                        "footnotes" => footnotes,
                        "works" => works,
                        "table" => table_value::table(&index.table, &context),
                        "claims" => self.claims(&index.claims, &context),
                        "claims_about" => self.claims_about(&index.claims_about, &context),
                    },
                );
                needs.take(intro);
                needs.tables = true;
                needs.toc.clear();
                ("index.html", "index", None)
            }
            Content::Claims(index) => {
                values.insert_value("index", self.index_of(&index.table, &context));
                needs.tables = true;
                ("claims.html", "claims", None)
            }
            Content::Annotations(content) => {
                values.insert_value("annotations", self.annotations(content, &context));
                ("annotations.html", "annotations", None)
            }
            Content::Bibliography(content) => {
                let entries = content.entries.iter().map(work_entry).collect::<Vec<_>>();
                values.insert_value("bibliography", map! { "entries" => entries });
                ("bibliography.html", "bibliography", None)
            }
            Content::Disputes(content) => {
                values.insert_value("disputes", self.disputes(content, &context));
                ("disputes.html", "disputes", None)
            }
            Content::Tags(index) => {
                values.insert_value("index", self.index_of(&index.table, &context));
                needs.tables = true;
                ("tags.html", "tags", None)
            }
            Content::Tag(tag) => {
                values.insert_value("index", self.index_of(&tag.table, &context));
                let parent = tag.parent.as_ref().map(|(label, href)| link(label, href));
                let children = tag.children.iter().map(|(label, href, count)| {
                    map! { "label" => &**label, "href" => &*href.0, "count" => *count }
                });
                let children: Vec<Value> = children.collect();
                values.insert_value("tag", map! { "name" => &*tag.name, "parent" => parent, "children" => children });
                needs.tables = true;
                ("tag.html", "tag", None)
            }
            Content::List(list) => {
                needs.tables = matches!(list.part, ListPart::Rows(_));
                values.insert_value("list", self.list(list, &context));
                ("list.html", "list", None)
            }
            Content::NotFound => ("404.html", "404", None),
            Content::Redirect(redirect) => {
                let fragments: serde_json::Map<String, serde_json::Value> =
                    redirect.fragments.iter().map(|(old, new)| (old.to_string(), (&**new).into())).collect();
                values.insert_value(
                    "redirect",
                    map! {
                        "title" => &*redirect.title,
                        "href" => &*redirect.to.0,
                        "fragments_json" => serde_json::Value::Object(fragments).to_string(),
                    },
                );
                ("redirect.html", "redirect", None)
            }
        };
        let cards = linked.and_then(|note| self.cards_json(note));
        let canonical = match &page.content {
            Content::Redirect(redirect) => &redirect.to,
            _ => &href,
        };
        values.insert_value("page", self.shell(page, kind, &root, canonical, needs, cards.as_deref()));
        self.templates.page(template, &values)
    }

    /// What stands before addresses: on `404.html`, which is shown at any address, the path of the published site.
    fn root(&self, page: &Page<'_>) -> String {
        match page.content {
            Content::NotFound => self.base_url.map_or_else(|| "/".to_owned(), path_of),
            _ => page.route.to_root(),
        }
    }

    fn shell(&self, page: &Page<'_>, kind: &str, root: &str, canonical: &Href, needs: Needs, cards: Option<&str>) -> Value {
        let Head {
            title,
            title_lang,
            description,
            lang,
            section,
            noindex,
            meta,
            citables,
            alternates,
            breadcrumbs,
            faults,
            faults_total,
        } = &page.head;
        let absolute = |href: &Href| self.base_url.map(|base| format!("{base}{}", href.0));
        let meta = meta.iter().map(|(name, content)| map! { "name" => &**name, "content" => &**content });
        let alternates = alternates.iter().map(|other| {
            map! {
                "lang" => &*other.lang,
                "label" => &*other.label,
                "href" => &*other.href.0,
                "url" => absolute(&other.href),
            }
        });
        let breadcrumbs = breadcrumbs.iter().map(|(title, href)| map! { "title" => &**title, "href" => &*href.0 });
        let faults = faults.iter().map(|fault| {
            map! {
                "severity" => fault.severity,
                "code" => fault.code,
                "message" => &*fault.message,
                "place" => &*fault.place,
            }
        });
        // The home page's own address is the folder it is served at.
        let canonical = Href(canonical.0.strip_suffix("index.html").unwrap_or(&canonical.0).into());
        map! {
            "type" => kind,
            "title" => &**title,
            "title_lang" => title_lang.as_deref(),
            "description" => description.as_deref(),
            "lang" => &**lang,
            "href" => &*page.route.href().0,
            "root" => root,
            "section_href" => section.as_ref().map(|href| &*href.0),
            "canonical" => absolute(&canonical).filter(|_| kind != "404"),
            "noindex" => *noindex,
            "meta" => meta.collect::<Vec<_>>(),
            "alternates" => alternates.collect::<Vec<_>>(),
            "cite" => cite::panel(citables, self.markup.texts, self.entries),
            "breadcrumbs" => breadcrumbs.collect::<Vec<_>>(),
            "toc" => needs.toc.iter().map(toc).collect::<Vec<_>>(),
            "has_tables" => needs.tables,
            "has_code" => needs.code,
            "cards_json" => maybe_markup(cards),
            "faults" => faults.collect::<Vec<_>>(),
            "faults_total" => *faults_total,
        }
    }

    fn index_of(&self, table: &TableContext<'_>, context: &RenderContext<'_>) -> Value {
        map! {
            "intro_html" => Value::none(),
            "footnotes" => Vec::<Value>::new(),
            "works" => Vec::<Value>::new(),
            "table" => table_value::table(table, context),
            "claims" => Vec::<Value>::new(),
            "claims_about" => self.claims_about(&Cut::default(), context),
        }
    }

    /// A table within a text.
    fn table_in_body(&self, table: &TableContext<'_>, root: &str, page: &Href, language: &str, shell: &Value) -> String {
        let none = |_: &TableContext<'_>| String::new();
        let context = RenderContext { markup: self.markup, root, page: &page.0, language, table: &none };
        let mut arguments = Context::new();
        arguments.insert_value("table", table_value::table(table, &context));
        let mut implicits = Context::new();
        implicits.insert_value("page", shell.clone());
        implicits.insert_value("t", self.templates.texts());
        self.templates.component("table.view", &arguments, &implicits)
    }

    fn note(&self, note: &NoteContent<'_>, context: &RenderContext<'_>, needs: &mut Needs) -> Value {
        let body = markdown::body(&note.body, context);
        let summary = note.summary.as_ref().map(|pieces| line(pieces, context)).filter(|html| !html.trim().is_empty());
        let names = note.names.iter().map(|(label, text, lang)| map! { "label" => &**label, "text" => *text, "lang" => *lang });
        let authors = note.authors.iter().map(|(name, href)| {
            map! { "name" => *name, "href" => href.as_ref().map(|href| &*href.0), "url" => Value::none() }
        });
        let status = match note.status {
            Status::Draft => Some("draft"),
            Status::Review => Some("review"),
            Status::Published => None,
        };
        let date = |date: &Option<Date>| date.as_ref().map(|date| self.date(date));
        let value = map! {
            "id" => note.id,
            "kind" => map! {
                "name" => note.kind_name,
                "label" => note.kind_label.unwrap_or(""),
                "href" => note.kind_href.as_ref().map(|href| &*href.0),
            },
            "names" => names.collect::<Vec<_>>(),
            "aliases" => note.aliases.clone(),
            "summary_html" => maybe_markup(summary.as_deref()),
            "status" => status,
            "authors" => authors.collect::<Vec<_>>(),
            "created" => date(&note.created),
            "updated" => date(&note.updated),
            "tags" => note.tags.iter().map(|(label, href)| link(label, href)).collect::<Vec<_>>(),
            "infobox" => map! {
                "image" => note.image.as_ref().and_then(|image| facts_image(image, context)),
                "rows" => note.infobox.iter().map(|row| infobox_row(row, context)).collect::<Vec<_>>(),
            },
            "body_html" => markup(&body.html),
            "footnotes" => footnotes(&body),
            "works" => note.body.works.iter().map(work_entry).collect::<Vec<_>>(),
            "concordance" => self.concordance(&note.concordance, context),
            "claims" => self.claims(&note.claims, context),
            "claims_about" => self.claims_about(&note.claims_about, context),
            "relations" => note.relations.iter().map(|group| self.relations(group, context)).collect::<Vec<_>>(),
            "backlinks" => self.all_backlinks(&note.backlinks, context),
            "previous" => note.previous.map(|ix| self.card(ix)),
            "next" => note.next.map(|ix| self.card(ix)),
        };
        needs.take(Some(body));
        value
    }

    pub(super) fn card(&self, card: NoteCard) -> Value {
        let at = card.note.0 as usize;
        self.shown[at].value.get_or_init(|| card_value(self.cards.get(card.note))).clone()
    }

    pub(super) fn date(&self, date: &Date) -> Value {
        map! { "text" => date.for_people(self.markup.language), "iso" => date.iso() }
    }

    fn home(&self, lists: &HomeLists) -> Value {
        let kinds = lists.kinds.iter().map(|kind| {
            map! {
                "label" => &*kind.label,
                "href" => &*kind.href.0,
                "count" => kind.count,
                "description" => kind.description.as_deref(),
            }
        });
        let recent = lists.recent.iter().map(|(ix, date)| map! { "card" => self.card(*ix), "date" => self.date(date) });
        map! { "kinds" => kinds.collect::<Vec<_>>(), "recent" => recent.collect::<Vec<_>>() }
    }

    /// The cards of the notes that a page links to: those of the text first, then of relations and backlinks.
    fn cards_json(&self, note: &NoteContent<'_>) -> Option<String> {
        let related = note.relations.iter().flat_map(|group| group.list.items.iter().map(|item| item.note));
        let linking = note.backlinks.iter().flat_map(|group| group.list.items.iter().map(|item| item.note));
        let claims = note.claims.iter().chain(&note.claims_about.items).flat_map(|claim| &claim.text);
        let in_claims = claims.filter_map(|piece| if let Inline::Markdown(text) = piece { Some(&text.linked) } else { None });
        let mut seen = rustc_hash::FxHashSet::default();
        let chosen = note
            .linked
            .iter()
            .chain(in_claims.flatten())
            .copied()
            .chain(related)
            .chain(linking)
            .filter(|card| seen.insert(card.note))
            .take(MOST_CARDS);
        let cards: Vec<&str> = chosen.map(|card| self.card_json(card)).collect();
        // Citations show their works by the same script.
        (!cards.is_empty() || !note.body.works.is_empty()).then(|| ["{", &cards.join(","), "}"].concat())
    }

    fn card_json(&self, card: NoteCard) -> &str {
        let at = card.note.0 as usize;
        self.shown[at].json.get_or_init(|| card_json(self.cards.get(card.note)))
    }
}

impl Needs {
    fn take(&mut self, body: Option<BodyHtml>) {
        if let Some(body) = body {
            self.code |= body.has_code;
            self.tables |= body.has_tables;
            self.toc = body.toc;
        }
    }
}

fn card_value(card: &Card) -> Value {
    map! {
        "title" => &*card.title,
        "href" => &*card.href.0,
        "lang" => card.lang.as_deref(),
        "kind" => &*card.kind,
        "kind_label" => &*card.kind_label,
        "han" => card.han.as_deref(),
        "summary" => card.summary.as_deref(),
    }
}

/// `"address":{...}`, as it may stand in a script.
fn card_json(card: &Card) -> Box<str> {
    let mut map = serde_json::Map::new();
    map.insert("title".into(), (&*card.title).into());
    map.insert("kind".into(), (&*card.kind_label).into());
    for (key, text) in [("han", &card.han), ("summary", &card.summary)] {
        if let Some(text) = text {
            map.insert(key.into(), (&**text).into());
        }
    }
    let json = format!("{}:{}", serde_json::Value::from(&*card.href.0), serde_json::Value::Object(map));
    json.replace('<', "\\u003c").into()
}

pub(super) fn line(pieces: &[crate::site::inline::Inline<'_>], context: &RenderContext<'_>) -> String {
    let mut html = String::new();
    inline::line(&mut html, pieces, context);
    html
}

/// The image beside the facts of a note.
fn facts_image(body: &ResolvedBody<'_>, context: &RenderContext<'_>) -> Option<Value> {
    let found = markdown::facts_image(body, context)?;
    Some(map! {
        "href" => found.image.href.0.to_string(),
        "alt" => found.alt,
        "width" => found.image.width,
        "height" => found.image.height,
        "caption_html" => maybe_markup(found.caption.as_deref()),
        "credit_html" => maybe_markup(found.credit.as_deref()),
    })
}

fn infobox_row(row: &InfoboxRow<'_>, context: &RenderContext<'_>) -> Value {
    let shown = row.values.iter().map(|value| {
        let mut html = String::new();
        inline::value(&mut html, &value.value, context);
        (html, value)
    });
    let mut shown: Vec<_> = shown.collect();
    let is_blank = |html: &str| html.trim().is_empty();
    if !row.contested && !shown.iter().all(|(html, _)| is_blank(html)) {
        shown.retain(|(html, _)| !is_blank(html));
    }
    let values = shown.iter().map(|(html, value)| {
        let cite = (!value.cite.is_empty()).then(|| line(&value.cite, context));
        let html = if is_blank(html) { inline::NOTHING } else { html };
        map! { "html" => markup(html), "cite_html" => maybe_markup(cite.as_deref()) }
    });
    map! {
        "key" => row.key,
        "label" => row.label,
        "unit" => row.unit,
        "contested" => row.contested,
        "dispute_href" => row.dispute.as_ref().map(|href| &*href.0),
        "values" => values.collect::<Vec<_>>(),
    }
}

fn footnotes(body: &BodyHtml) -> Vec<Value> {
    let footnote = |note: &markdown::FootnoteHtml| {
        map! { "number" => note.number, "html" => markup(&note.html), "refs" => note.refs.iter().map(String::as_str).collect::<Vec<_>>(), "aside" => note.aside }
    };
    body.footnotes.iter().map(footnote).collect()
}

fn toc(entry: &TocEntry) -> Value {
    map! {
        "id" => &*entry.id,
        "html" => markup(&entry.html),
        "children" => entry.children.iter().map(toc).collect::<Vec<_>>(),
    }
}

pub(super) fn link(label: &str, href: &Href) -> Value {
    map! { "label" => label, "href" => &*href.0 }
}

/// The path of an address: `https://example.org/guangzhou/` has `/guangzhou/`.
fn path_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or_else(|| "/".to_owned(), |at| rest[at..].to_owned())
}
