//! Pages that no note stands behind, so far as links may name them.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Config;
use crate::note::Note;
use crate::note::body::CitationUse;
use crate::note::citation::CiteMode;
use crate::schema::Kinds;
use crate::source::portable;
use crate::text::fold;

/// What in a note makes pages of the archive, beside its tags.
#[derive(PartialEq, Eq)]
struct Reasons {
    claims: bool,
    contested: bool,
    sources: bool,
    annotations: bool,
}

impl Reasons {
    fn of(note: &Note) -> Self {
        let bracketed = |used: &CitationUse| used.citation.mode == CiteMode::Bracketed;
        let sourced = note.fields.iter().flat_map(|values| &values.values).any(|value| !value.cites.is_empty());
        Self {
            claims: !note.claims.is_empty(),
            contested: note.fields.iter().any(|values| values.contested),
            sources: sourced
                || note.body.citations.iter().any(bracketed)
                || note.claims.iter().any(|claim| !claim.cites.is_empty()),
            annotations: note.is_annotated,
        }
    }
}

/// All that makes pages because of a note.
pub(super) fn reasons(note: &Note) -> impl PartialEq + use<'_> {
    let tags = note.meta.tags.iter().chain(&note.body.tags).map(|tag| &*tag.value);
    (Reasons::of(note), tags.collect::<Vec<_>>())
}

/// The generated pages that this archive will have, by folded path.
#[derive(PartialEq, Eq)]
pub(super) struct GeneratedPages {
    pages: FxHashMap<String, Box<str>>,
    /// Tables of kinds by their folder.
    folders: FxHashMap<String, Box<str>>,
}

impl GeneratedPages {
    /// Those of an archive with these published notes.
    pub(super) fn new<'n>(config: &Config, kinds: &Kinds, notes: impl Iterator<Item = &'n Note>) -> Self {
        let mut tags: FxHashSet<&str> = FxHashSet::default();
        let mut generated = Self { pages: FxHashMap::default(), folders: FxHashMap::default() };
        for note in notes {
            let Reasons { claims, contested, sources, annotations } = Reasons::of(note);
            for (is_made, page) in [
                (claims, "-/claims.html"),
                (claims || contested, "-/disputes.html"),
                (sources, "-/bibliography.html"),
                (annotations, "-/annotations.html"),
            ] {
                if is_made {
                    generated.add(page);
                }
            }
            for tag in note.meta.tags.iter().chain(&note.body.tags) {
                if tags.insert(tag) {
                    generated.add_tag(tag);
                }
            }
        }
        if !tags.is_empty() {
            generated.add("-/tags.html");
        }
        if config.base_url.is_some() {
            generated.add("feed.xml");
            generated.add("sitemap.xml");
        }
        for kind in kinds.all.iter().filter(|kind| !kind.folder.is_empty()) {
            let page = format!("{}/index.html", kind.folder);
            generated.add(&page);
            generated.folders.insert(fold(&kind.folder), page.into());
        }
        generated
    }

    fn add(&mut self, path: &str) {
        self.pages.entry(fold(path)).or_insert_with(|| path.into());
    }

    /// A tag and those it lies below.
    fn add_tag(&mut self, tag: &str) {
        let ends = tag.match_indices('/').map(|(at, _)| at).chain([tag.len()]);
        ends.for_each(|end| self.add(&format!("-/tags/{}.html", portable(&tag[..end]))));
    }

    /// The page at a path below the site's root.
    pub(super) fn page(&self, path: &str) -> Option<&str> {
        self.pages.get(&fold(path.trim_start_matches('/'))).map(|page| &**page)
    }

    /// The table of the kind whose folder this is.
    pub(super) fn folder(&self, folder: &str) -> Option<&str> {
        self.folders.get(&fold(folder)).map(|page| &**page)
    }
}
