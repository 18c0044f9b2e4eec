//! Long lists of a note. Its own page shows the first [`PAGE_ENTRIES`] entries of each; a longer one has pages of its own, with all.

use super::Site;
use super::body::Href;
use super::page::{BacklinkGroup, Content, Cut, Head, ListPart, NoteList, RelationGroup};
use super::plan::Source;
use super::resolve::TablePlace;
use super::route::Route;
use super::table::Pages;
use super::tables::PAGE_ROWS;
use crate::archive::NoteIx;
use crate::schema::KindIx;

/// Entries of one page of a list.
pub(super) const PAGE_ENTRIES: usize = 500;

/// A list of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListKey {
    /// Relations of one name, to other notes or from them.
    Relations {
        /// Whether other notes declare them.
        incoming: bool,
        /// What they are called from this end.
        label: Box<str>,
    },
    /// Notes of a kind that link to it.
    Backlinks(Option<KindIx>),
    /// Claims of other notes about it.
    ClaimsAbout,
    /// Who cites the work it is about.
    Concordance,
    /// Rows of the dataset it is about: a position in the archive's datasets. The first page is the note's own.
    Rows(u32),
    /// Rows of an `index` block's table: a position among the note's queries. The first page is the note's own.
    Query(u32),
}

impl<'a> Site<'a> {
    /// The pages of a note's lists that its own page cuts.
    pub(super) fn plan_lists(&self, ix: NoteIx, add: &mut impl FnMut(Route, Source)) {
        let at = ix.0 as usize;
        let mut long: Vec<(ListKey, usize)> = Vec::new();
        // Only a note that could have a long list is looked at closely.
        if self.archive.references[at].len() + self.archive.relations_in[at].len() > PAGE_ENTRIES {
            let groups = self.relation_groups(ix).into_iter();
            let key = |group: &RelationGroup<'_>| ListKey::Relations { incoming: group.incoming, label: group.label.clone() };
            long.extend(groups.map(|group| (key(&group), group.list.items.len())));
        }
        if self.archive.backlinks[at].len() > PAGE_ENTRIES {
            let groups = self.backlink_groups(ix).into_iter();
            long.extend(groups.map(|(kind, group)| (ListKey::Backlinks(kind), group.list.items.len())));
        }
        long.push((ListKey::ClaimsAbout, self.archive.claims.about[at].len()));
        long.push((ListKey::Concordance, self.concordance_total(ix) as usize));
        for (key, total) in long.into_iter().filter(|(_, total)| *total > PAGE_ENTRIES) {
            for page in 1..=total.div_ceil(PAGE_ENTRIES) as u32 {
                add(self.list_route(ix, &key, page), Source::List { note: ix, list: key.clone(), page });
            }
        }
        if let Some(dataset) = self.dataset_of(ix) {
            for page in 2..=super::tables::page_count(&self.views.datasets[dataset as usize]) {
                let list = ListKey::Rows(dataset);
                add(self.list_route(ix, &list, page), Source::List { note: ix, list, page });
            }
        }
        for (query, _) in (0..).zip(&self.note(ix).body.queries) {
            for page in 2..=self.query_answer(ix, query).map_or(1, super::tables::page_count) {
                let list = ListKey::Query(query);
                add(self.list_route(ix, &list, page), Source::List { note: ix, list, page });
            }
        }
    }

    pub(super) fn list_route(&self, ix: NoteIx, key: &ListKey, page: u32) -> Route {
        let name = match key {
            ListKey::Relations { incoming: true, label } => format!("in-{}", label.replace(['/', ' '], "-")),
            ListKey::Relations { incoming: false, label } => format!("out-{}", label.replace(['/', ' '], "-")),
            ListKey::Backlinks(Some(kind)) => format!("backlinks-{}", self.archive.kinds.get(*kind).name),
            ListKey::Backlinks(None) => "backlinks".to_owned(),
            ListKey::ClaimsAbout => "claims".to_owned(),
            ListKey::Concordance => "concordance".to_owned(),
            ListKey::Rows(_) => "rows".to_owned(),
            ListKey::Query(query) => format!("table-{}", query + 1),
        };
        Route::List { note: self.note(ix).id.clone(), name: name.into(), page }
    }

    /// Where the whole of a list is, if a page does not show it.
    pub(super) fn whole_list(&self, ix: NoteIx, key: &ListKey, total: usize) -> Option<Href> {
        (total > PAGE_ENTRIES).then(|| self.list_route(ix, key, 1).href())
    }

    /// The dataset that a note is about.
    pub(super) fn dataset_of(&self, ix: NoteIx) -> Option<u32> {
        self.archive.datasets.iter().position(|dataset| dataset.note == ix).map(|at| at as u32)
    }

    /// Where a row of a dataset is shown, from 0.
    pub(super) fn dataset_row_href(&self, ix: NoteIx, row: u32) -> Href {
        let page = match row / PAGE_ROWS {
            0 => self.addresses.note(ix).clone(),
            further => self.list_route(ix, &ListKey::Rows(0), further + 1).href(),
        };
        page.at(&format!("row-{}", row + 1))
    }

    /// A page of a list.
    pub(super) fn list_page(&self, ix: NoteIx, key: &ListKey, page: u32) -> (Head, Content<'a>) {
        let from = (page as usize - 1) * PAGE_ENTRIES;
        let caption;
        let (name, part, total): (Option<&str>, _, _) = match key {
            ListKey::Relations { incoming, label } => {
                let mut groups = self.relation_groups(ix);
                groups.retain(|group| group.incoming == *incoming && group.label == *label);
                let total = groups.iter().map(|group| group.list.items.len()).sum();
                groups.iter_mut().for_each(|group| keep(&mut group.list.items, from));
                (Some(self.texts.get("relations")), ListPart::Relations(groups), total)
            }
            ListKey::Backlinks(kind) => {
                let groups = self.backlink_groups(ix).into_iter().filter(|(of, _)| of == kind);
                let mut groups: Vec<BacklinkGroup<'a>> = groups.map(|(_, group)| group).collect();
                let total = groups.iter().map(|group| group.list.items.len()).sum();
                groups.iter_mut().for_each(|group| keep(&mut group.list.items, from));
                (Some(self.texts.get("backlinks")), ListPart::Backlinks(groups), total)
            }
            ListKey::ClaimsAbout => {
                let total = self.archive.claims.about[ix.0 as usize].len();
                let claims = Cut { more: None, ..self.claims_about(ix, from) };
                (Some(self.texts.get("claims_about")), ListPart::Claims(claims), total)
            }
            ListKey::Concordance => {
                let (total, items) = self.concordance_from(ix, from);
                (Some(self.texts.get("concordance")), ListPart::Concordance(Cut { total, items, more: None }), total as usize)
            }
            ListKey::Rows(dataset) => {
                // The note's title says what the rows are, and a table has pages of its own.
                (None, ListPart::Rows(Box::new(self.dataset_rows(ix, *dataset, page))), 0)
            }
            ListKey::Query(query) => {
                let number = self.table_number(ix, *query);
                let table = self.query_rows(ix, *query, TablePlace { number, heading: None }, page).unwrap_or_default();
                caption = table.caption.clone();
                (Some(&*caption), ListPart::Rows(Box::new(table)), 0)
            }
        };
        let note = self.note(ix);
        let title = match name {
            Some(name) => self.texts.fill("list_title", &[("title", &note.meta.title), ("list", name)]),
            None => note.meta.title.value.to_string(),
        };
        let mut head = Head { noindex: true, breadcrumbs: self.breadcrumbs(note), ..self.head(&title) };
        head.section = head.breadcrumbs.last().filter(|_| head.breadcrumbs.len() > 1).map(|(_, href)| href.clone());
        head.breadcrumbs.push((note.meta.title.value.clone(), self.addresses.note(ix).clone()));
        self.numbered(&mut head, page);
        let last = total.div_ceil(PAGE_ENTRIES) as u32;
        let addresses = || (1..=last).map(|page| self.list_route(ix, key, page).href()).collect();
        let pages = (last > 1).then(|| Pages { current: page, list: addresses() });
        (head, Content::List(NoteList { part, pages }))
    }
}

/// Leaves the entries of the page that begins at `from`.
pub(super) fn keep<T>(items: &mut Vec<T>, from: usize) {
    items.drain(..from.min(items.len()));
    items.truncate(PAGE_ENTRIES);
}
