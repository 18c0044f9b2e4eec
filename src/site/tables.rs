//! From a view's table to the one a page shows: values become lines of links and text, long tables become pages.

use rustc_hash::FxHashMap;

use super::Site;
use super::body::Href;
use super::citations::work_href;
use super::inline::Inline;
use super::route::Route;
use super::table::{Cell, Column, Facet, FacetValue, Group, Pages, Row, RowData, TableContext};
use crate::schema::{LocalText, Names, Value};
use crate::view::table::{self as view, CellValue, Label, MarkdownAt, Subject, Table};
use crate::view::words::{claim_type_key, confidence_key, status_key, work_title};

/// Rows of one page.
pub const PAGE_ROWS: u32 = 500;

/// How a table stands on its page.
pub struct Placement<'p> {
    /// Unique on the page.
    pub id: &'p str,
    /// Its name.
    pub caption: &'p str,
    /// Whether a heading says the name already, so that only readers by ear need it.
    pub caption_hidden: bool,
    /// Whether it is the page's own purpose.
    pub main: bool,
    /// Which element ids its rows carry.
    pub ids: RowIds,
    /// Where a table that is spread over pages begins, and the addresses of its other pages; `None` for one that is whole.
    pub pages: Option<(Href, &'p Route)>,
    /// Which page of it, from 1.
    pub page: u32,
    /// The same rows as CSV and JSON.
    pub downloads: Option<(Href, Href)>,
    /// Row data files, where there are several pages.
    pub data: Option<RowData>,
}

/// Which element ids the rows of a table carry. They are the page's, so only one table of a page may have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowIds {
    /// None: the table is one of several, or stands in a text.
    None,
    /// The first row of each letter, for the bar of letters.
    Letters,
    /// All, by their number in the dataset.
    Numbers,
}

/// How many pages a table has.
#[must_use]
pub fn page_count(table: &Table) -> u32 {
    (table.rows.len() as u32).div_ceil(PAGE_ROWS).max(1)
}

impl<'a> Site<'a> {
    /// One page of a table.
    #[must_use]
    pub fn table(&self, table: &Table, place: &Placement<'_>) -> TableContext<'a> {
        let pages = if place.pages.is_some() { page_count(table) } else { 1 };
        let shown = if pages > 1 {
            let from = (place.page - 1) * PAGE_ROWS;
            from..(from + PAGE_ROWS).min(table.rows.len() as u32)
        } else {
            0..table.rows.len() as u32
        };
        let groups = table.groups.iter().filter_map(|group| {
            let rows = group.rows.start.max(shown.start)..group.rows.end.min(shown.end);
            let label = group.label.as_ref().map(|label| self.label(label).into());
            let rows: Vec<_> = rows.map(|row| self.row(table, row, place.ids)).collect();
            (!rows.is_empty()).then_some(Group { label, total: group.rows.len() as u32, rows })
        });
        let page_href = |page: u32| {
            let (first, others) = place.pages.as_ref()?;
            Some(if page == 1 { first.clone() } else { others.with_page(page).href() })
        };
        let letter_href = |row: Option<u32>, letter: char| {
            let page = if pages > 1 { row? / PAGE_ROWS + 1 } else { 1 };
            row?;
            Some(page_href(page)?.at(&anchor(letter)))
        };
        TableContext {
            id: place.id.into(),
            caption: place.caption.into(),
            caption_hidden: place.caption_hidden,
            main: place.main,
            columns: table.columns.iter().map(|column| self.column(column)).collect(),
            groups: groups.collect(),
            facets: table.facets.iter().map(|facet| self.facet(facet)).collect(),
            letters: match place.main {
                true => table.letters.iter().map(|(letter, row)| (*letter, letter_href(*row, *letter))).collect(),
                false => Vec::new(),
            },
            sort: table.sort.as_ref().map(|sort| (sort.column.0.clone(), sort.descending)),
            total: table.distinct().count() as u32,
            pages: (pages > 1).then(|| Pages { current: place.page, list: (1..=pages).filter_map(page_href).collect() }),
            csv_href: place.downloads.as_ref().map(|(csv, _)| csv.clone()),
            json_href: place.downloads.as_ref().map(|(_, json)| json.clone()),
            data: place.data.clone().filter(|_| pages > 1),
        }
    }

    /// A row with its cells as lines.
    #[must_use]
    pub fn row(&self, table: &Table, at: u32, ids: RowIds) -> Row<'a> {
        let row = &table.rows[at as usize];
        let id = match (ids, &row.subject) {
            (RowIds::Letters, _) => {
                let letter = table.letters.iter().find(|(_, first)| *first == Some(at));
                letter.map(|(letter, _)| anchor(*letter))
            }
            (RowIds::Numbers, Subject::DatasetRow(_, row)) => Some(format!("row-{}", row + 1)),
            _ => None,
        };
        Row {
            cells: row.cells.iter().map(|cell| self.cell(cell)).collect(),
            ranks: row.ranks.clone(),
            facets: row.facets.clone(),
            matches: (*row.matches).into(),
            anchor: id.filter(|_| !row.repeated).map(Into::into),
            repeated: row.repeated,
        }
    }

    fn column(&self, column: &view::Column) -> Column {
        Column {
            key: column.name.0.clone(),
            label: self.label(&column.label).into(),
            unit: column.unit.as_ref().map(|unit| self.local(unit).into()),
            numeric: column.numeric,
            value_type: column.value_type,
        }
    }

    fn facet(&self, facet: &view::Facet) -> Facet {
        let titles = self.titles_of_works(facet);
        let label = |value: &view::FacetValue| {
            let words = self.words(&value.value);
            // Works may be called alike.
            let is_shared = titles.get(&*words).is_some_and(|count| *count > 1);
            if is_shared { format!("{words} ({})", value.key).into() } else { words.into() }
        };
        let values = facet.values.iter().map(|value| FacetValue {
            n: value.n,
            value: value.key.clone(),
            label: label(value),
            count: value.count,
            href: match &value.value {
                CellValue::Note(note, _) => Some(self.addresses.note(*note).clone()),
                CellValue::Tag(tag) => Some(self.tag_href(tag)),
                CellValue::Kind(kind) => self.kind_route(*kind).map(|route| route.href()),
                CellValue::Work(work) => Some(work_href(self.archive, &self.addresses, *work)),
                _ => None,
            },
        });
        Facet { key: facet.name.0.clone(), label: self.label(&facet.label).into(), values: values.collect() }
    }

    /// The titles of the works without notes among a facet's values, and how many have each.
    fn titles_of_works(&self, facet: &view::Facet) -> FxHashMap<&'a str, u32> {
        let mut titles = FxHashMap::default();
        for value in &facet.values {
            if let CellValue::Work(work) = &value.value {
                *titles.entry(work_title(self.archive, *work)).or_default() += 1;
            }
        }
        titles
    }

    fn cell(&self, cell: &view::Cell) -> Cell<'a> {
        let values = cell.values.iter().map(|value| {
            let mut line = self.value(value);
            if cell.contested {
                line.extend(self.said_by(value));
            }
            line
        });
        Cell { values: values.collect(), contested: cell.contested }
    }

    /// Who says so, beside a side of a contested value: ` (register, p. 40)`.
    fn said_by(&self, value: &CellValue) -> Vec<Inline<'a>> {
        let (CellValue::Note(_, cites) | CellValue::Field(_, cites) | CellValue::Markdown { cites, .. }) = value else {
            return Vec::new();
        };
        if cites.is_empty() {
            return Vec::new();
        }
        let (before, after) = self.texts.around("sources");
        let mut line = vec![Inline::Text(before.into())];
        for (at, cite) in cites.iter().enumerate() {
            if at > 0 {
                line.push(Inline::Text(self.texts.get("source_separator").into()));
            }
            line.extend(self.source_text(cite));
        }
        line.push(Inline::Text(after.into()));
        line
    }

    /// A value of a cell as a line.
    fn value(&self, value: &CellValue) -> Vec<Inline<'a>> {
        vec![match value {
            CellValue::Note(note, _) => {
                let card = self.cards.get(*note);
                Inline::Link { href: card.href.clone(), text: card.title.clone(), lang: card.lang.clone() }
            }
            CellValue::Field(value, _) => return self.field_value(value),
            CellValue::Markdown { at: MarkdownAt::Front(note, at), .. } => {
                Inline::Markdown(self.fragment(*note, self.note(*note).front_text(*at)))
            }
            CellValue::Markdown { at: MarkdownAt::Cell(dataset, row, column), .. } => {
                Inline::Markdown(self.cell_text(*dataset, *row, *column))
            }
            CellValue::Text(text, None) => Inline::Text(text.clone()),
            CellValue::Text(text, Some(lang)) => Inline::Lang { text: text.clone(), lang: lang.clone() },
            CellValue::Tag(tag) => Inline::Link { href: self.tag_href(tag), text: tag.clone(), lang: None },
            CellValue::Kind(kind) => {
                let text = self.local(&self.archive.kinds.get(*kind).label.one).into();
                match self.kind_route(*kind) {
                    Some(route) => Inline::Link { href: route.href(), text, lang: None },
                    None => Inline::Text(text),
                }
            }
            CellValue::Status(status) => Inline::Text(self.texts.get(status_key(*status)).into()),
            CellValue::Count(count) => Inline::Number(count.to_string().into()),
            CellValue::Claim(claim) => {
                let text = self.archive.claims.get(*claim).text.clone();
                Inline::Link { href: self.claim_href(*claim), text, lang: None }
            }
            CellValue::Work(work) => {
                let text = work_title(self.archive, *work).into();
                Inline::Link { href: work_href(self.archive, &self.addresses, *work), text, lang: None }
            }
            CellValue::Cite(text) => return self.source_text(text),
            CellValue::Source(claim, at) => return self.claim_source(*claim, *at),
            CellValue::ClaimType(sort) => Inline::Text(self.texts.get(claim_type_key(*sort)).into()),
            CellValue::Confidence(confidence) => Inline::Text(self.texts.get(confidence_key(*confidence)).into()),
        }]
    }

    /// A field's value as a line.
    pub(super) fn field_value(&self, value: &Value) -> Vec<Inline<'a>> {
        let text = |text: &str| vec![Inline::Text(text.into())];
        match value {
            Value::Text(written) | Value::Reference(written) => text(written),
            Value::Markdown(written) => text(&super::cards::plain(written)),
            Value::Names(names) => {
                let mut line = Vec::new();
                for (key, form) in &names.forms {
                    if !line.is_empty() {
                        line.push(Inline::Text(" ".into()));
                    }
                    line.push(match Names::language(key) {
                        Some(lang) => Inline::Lang { text: form.clone(), lang: lang.into() },
                        None => Inline::Text(form.clone()),
                    });
                }
                line
            }
            Value::Number(number) => vec![Inline::Number(number.written.clone())],
            Value::Boolean(value) => vec![Inline::Boolean(*value)],
            Value::Date(date) => vec![Inline::Time {
                text: date.for_people(&self.archive.config.language).into(),
                iso: date.iso().map(Into::into),
            }],
            Value::Url(url) => {
                let shown = url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
                vec![Inline::External { url: url.clone(), text: shown.into() }]
            }
            Value::Coordinates(point) => vec![Inline::Coordinates(*point)],
        }
    }

    /// A cell's value in plain words.
    fn words(&self, value: &CellValue) -> String {
        match value {
            CellValue::Note(note, _) => self.cards.get(*note).title.to_string(),
            CellValue::Field(Value::Boolean(value), _) => self.texts.get(if *value { "yes" } else { "no" }).to_owned(),
            CellValue::Field(value, _) => {
                let words = self.field_value(value).into_iter().map(|piece| match piece {
                    Inline::Text(text)
                    | Inline::Number(text)
                    | Inline::Lang { text, .. }
                    | Inline::Time { text, .. }
                    | Inline::External { text, .. }
                    | Inline::Link { text, .. } => text,
                    _ => Box::default(),
                });
                words.collect::<Vec<_>>().concat()
            }
            CellValue::Text(text, _) | CellValue::Tag(text) | CellValue::Cite(text) => text.to_string(),
            CellValue::Kind(kind) => self.local(&self.archive.kinds.get(*kind).label.one).to_owned(),
            CellValue::Status(status) => self.texts.get(status_key(*status)).to_owned(),
            CellValue::Count(count) => count.to_string(),
            CellValue::Markdown { .. } | CellValue::Claim(_) | CellValue::Source(..) | CellValue::Work(_) => {
                crate::view::words::shown(self.archive, value)
            }
            CellValue::ClaimType(sort) => self.texts.get(claim_type_key(*sort)).to_owned(),
            CellValue::Confidence(confidence) => self.texts.get(confidence_key(*confidence)).to_owned(),
        }
    }

    /// A label in the site's language.
    #[must_use]
    pub fn label<'s>(&'s self, label: &'s Label) -> &'s str {
        match label {
            Label::Own(text) => self.local(text),
            Label::Interface(key) => self.texts.get(key),
            Label::Plain(text) => text,
        }
    }

    /// A text in the site's language.
    #[must_use]
    pub fn local<'t>(&self, text: &'t LocalText) -> &'t str {
        text.get(&self.archive.config.language)
    }
}

/// The element id of a letter's first row.
fn anchor(letter: char) -> String {
    if letter == '#' { "az-0".to_owned() } else { format!("az-{letter}") }
}
