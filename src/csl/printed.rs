//! All works of an archive printed in an author-date style, those of one author and year told apart.
//!
//! `hayagriva` tells works apart that are printed together, but settles no more than three sets by letters behind the year, hands out
//! letters by the order of citations, and shortens names in the bibliography as it does in citations. So works are printed first as if
//! none were like another; then each set of those that came out alike, by itself and in the order of the bibliography.

use citationberg::json::Item as Json;
use citationberg::{DisambiguationRule, IndependentStyle};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChildren, ElemMeta, Rendered};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::segments::{self, Segment};
use super::{Html, Style, item};
use crate::works::Item;

/// Works printed at one time: where none is told apart, they know nothing of each other but what comes before.
const TOGETHER: usize = 32;

/// Works that letters can tell apart: `hayagriva` begins anew behind them.
const MOST_LETTERS: usize = 256;

/// A work, printed.
#[derive(Clone, Default)]
pub(super) struct Printed {
    pub(super) author: Html,
    pub(super) rest: Html,
    pub(super) both: Html,
    pub(super) entry: Html,
}

/// The works of an archive, to be printed.
pub(super) struct Works<'w> {
    style: &'w Style,
    csl: IndependentStyle,
    items: &'w [Json],
    works: &'w [&'w Item],
    by_key: FxHashMap<&'w str, usize>,
}

impl<'w> Works<'w> {
    /// Works, and the same as items.
    pub(super) fn new(style: &'w Style, items: &'w [Json], works: &'w [&'w Item]) -> Self {
        let mut csl = style.csl.clone();
        // The other rules are not followed: names would be told apart by nothing.
        csl.citation.givenname_disambiguation_rule = DisambiguationRule::ByCite;
        let by_key = works.iter().zip(0..).map(|(work, at)| (work.key.as_str(), at)).collect();
        Self { style, csl, items, works, by_key }
    }

    /// Prints all works, and puts them in the order of the bibliography.
    pub(super) fn print(&self) -> (Vec<Printed>, Vec<usize>) {
        let all: Vec<usize> = (0..self.works.len()).collect();
        let plain = self.without_telling_apart();
        let (order, mut printed) = rayon::join(
            || self.order(&all),
            || all.par_chunks(TOGETHER).flat_map_iter(|some| self.citations(some, &self.run(some, &plain))).collect::<Vec<_>>(),
        );
        let bare = self.without_citations();
        let entries = (0..order.len()).into_par_iter().step_by(TOGETHER).flat_map_iter(|from| {
            let some = &order[from..(from + TOGETHER).min(order.len())];
            // With the one before, for whose authors a dash may stand.
            let run = self.run(&order[from.saturating_sub(1)..from + some.len()], &bare);
            self.entries(&run).into_iter().filter(|(work, _)| some.contains(work))
        });
        for (work, entry) in entries.collect::<Vec<_>>() {
            printed[work].entry = entry;
        }
        let places = Places::new(&order, self.works.len());
        let sets = if self.tells_apart() { alike(places.order.iter().map(|work| (*work, &printed[*work]))) } else { Vec::new() };
        let sets: Vec<&[usize]> = sets.iter().flat_map(|set| set.chunks(MOST_LETTERS)).collect();
        let told: Vec<_> = sets.par_iter().flat_map_iter(|set| self.tell_apart(set, &places)).collect();
        for (work, mut other) in told {
            let plain = &mut printed[work];
            if other.rest == plain.rest {
                // Told apart by names, which the bibliography has whole.
                other.entry = std::mem::take(&mut plain.entry);
            }
            *plain = other;
        }
        (printed, order)
    }

    /// Prints works that are alike so that they are not. What comes before each in the bibliography is printed with them: a dash may
    /// stand for its authors.
    fn tell_apart(&self, set: &[usize], places: &Places) -> Vec<(usize, Printed)> {
        let mut company: Vec<usize> = set.iter().filter_map(|work| places.before(*work)).chain(set.iter().copied()).collect();
        company.sort_unstable_by_key(|work| places.of[*work]);
        company.dedup();
        let rendered = self.run(&company, &self.csl);
        let mut printed: FxHashMap<usize, Printed> = company.iter().copied().zip(self.citations(&company, &rendered)).collect();
        for (work, entry) in self.entries(&rendered) {
            printed.entry(work).or_default().entry = entry;
        }
        set.iter().filter_map(|work| Some((*work, printed.remove(work)?))).collect()
    }

    fn run(&self, which: &[usize], csl: &IndependentStyle) -> Rendered {
        let Style { locales, locale, .. } = self.style;
        let mut driver = BibliographyDriver::new();
        for work in which {
            let cited = CitationItem::new(&self.items[*work], None, item::locale(self.works[*work]), false, None);
            driver.citation(CitationRequest::new(vec![cited], csl, Some(locale.clone()), locales, None));
        }
        driver.finish(BibliographyRequest::new(csl, Some(locale.clone()), locales))
    }

    fn citations(&self, which: &[usize], rendered: &Rendered) -> Vec<Printed> {
        let citations = rendered.citations.iter().zip(which);
        citations.map(|(citation, work)| Printed::of(&inner(&citation.citation), self.works[*work])).collect()
    }

    fn entries(&self, rendered: &Rendered) -> Vec<(usize, Html)> {
        let entries = rendered.bibliography.iter().flat_map(|bibliography| &bibliography.items);
        let entry = |entry: &hayagriva::BibliographyItem| {
            let work = *self.by_key.get(entry.key.as_str())?;
            Some((work, segments::html(&segments::segments(&entry.content, self.works[work]))))
        };
        entries.filter_map(entry).collect()
    }

    /// Works in the order of the bibliography.
    fn order(&self, works: &[usize]) -> Vec<usize> {
        let mut csl = self.without_citations();
        if let Some(bibliography) = &mut csl.bibliography {
            bibliography.layout.elements.clear();
        }
        self.entries(&self.run(works, &csl)).into_iter().map(|(work, _)| work).collect()
    }

    /// The style for a bibliography alone.
    fn without_citations(&self) -> IndependentStyle {
        let mut csl = self.style.csl.clone();
        csl.citation.layout.elements.clear();
        csl
    }

    fn tells_apart(&self) -> bool {
        let citation = &self.style.csl.citation;
        citation.disambiguate_add_names || citation.disambiguate_add_givenname || citation.disambiguate_add_year_suffix
    }

    /// The style, a bibliography and all care for likeness left out.
    fn without_telling_apart(&self) -> IndependentStyle {
        let mut csl = self.style.csl.clone();
        csl.bibliography = None;
        csl.citation.disambiguate_add_names = false;
        csl.citation.disambiguate_add_givenname = false;
        csl.citation.disambiguate_add_year_suffix = false;
        csl
    }
}

/// Where works stand in the bibliography; as they were given, where there is none.
struct Places {
    order: Vec<usize>,
    /// By work.
    of: Vec<usize>,
}

impl Places {
    fn new(order: &[usize], works: usize) -> Self {
        let order = if order.len() == works { order.to_vec() } else { (0..works).collect() };
        let mut of = vec![0; works];
        order.iter().zip(0..).for_each(|(work, place)| of[*work] = place);
        Self { order, of }
    }

    /// The work before one.
    fn before(&self, work: usize) -> Option<usize> {
        Some(self.order[self.of[work].checked_sub(1)?])
    }
}

/// The sets of works that are cited alike, each in the order given.
fn alike<'p>(works: impl Iterator<Item = (usize, &'p Printed)>) -> Vec<Vec<usize>> {
    let mut places: FxHashMap<&Html, usize> = FxHashMap::default();
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for (work, printed) in works {
        let place = *places.entry(&printed.both).or_insert(sets.len());
        match sets.get_mut(place) {
            Some(set) => set.push(work),
            None => sets.push(vec![work]),
        }
    }
    sets.retain(|set| set.len() > 1);
    sets
}

impl Printed {
    fn of(citation: &ElemChildren, work: &Item) -> Self {
        let all = segments::segments(citation, work);
        let author: Vec<Segment> = all.iter().filter(|segment| segment.is_author).cloned().collect();
        let rest = segments::html(&segments::without_author(all.clone()));
        Self { author: segments::html(&author), rest, both: segments::html(&all), entry: Html::default() }
    }
}

/// A citation without the brackets around it.
fn inner(citation: &ElemChildren) -> ElemChildren {
    let entry = citation.find_elem_by(&|elem| matches!(elem.meta, Some(ElemMeta::Entry(_))));
    entry.map_or_else(|| citation.clone(), |elem| elem.children.clone())
}
