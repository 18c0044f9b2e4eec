//! Entries of the navigation.

use super::links::Named;
use super::resolver::Resolver;
use super::{Answer, Part};
use crate::config::NavItem;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::note::body::LinkForm;
use crate::schema::Kinds;
use crate::text::{VaultPath, fold};

impl Resolver<'_> {
    /// Where an entry leads: a note, a kind's index by its folder or name, a generated page, or an address.
    pub(super) fn nav_item(&mut self, item: &NavItem) -> Answer {
        let written = item.to.value.trim();
        if written.contains("://") || written.starts_with("mailto:") {
            return Answer::External;
        }
        if matches!(written, "-/tags.html" | "feed.xml") {
            return Answer::Page(written.into());
        }
        if let Some(page) = kind_page(self.kinds, written) {
            return Answer::Page(page);
        }
        let named = self.from_top(written);
        if let Named::Note(ix) = named
            && let Some(note) = self.published[ix.0 as usize]
        {
            return Answer::Note { note, part: Part::Whole };
        }
        let folders = self.kinds.all.iter().map(|kind| kind.folder.to_string());
        let mut near = self.nearest(written);
        near.extend(folders.filter(|folder| fold(folder).starts_with(&fold(written))));
        near.truncate(3);
        let list: Vec<&str> = near.iter().map(String::as_str).collect();
        let help = match (&named, list.as_slice()) {
            (Named::Note(_), _) => "the note is a draft: publish it, or take the entry out".to_owned(),
            (_, []) => "name a note, a folder of a kind, `-/tags.html`, or an address".to_owned(),
            (_, list) => format!("did you mean {}?", suggest::list(list, "or")),
        };
        let message = format!("the entry `{written}` of the navigation leads nowhere");
        let mut diagnostic = Diagnostic::new(Code::BrokenNav, &item.place.file, item.to.span, message).help(help);
        diagnostic.label = None;
        self.report(diagnostic);
        Answer::Fault
    }

    /// A target seen from the top of the content.
    fn from_top(&self, written: &str) -> Named {
        let Some(any) = self.notes.first() else { return Named::None };
        // A note at the top, whose folder is the content.
        let mut top = (**any).clone();
        top.path = VaultPath::new(&format!("{}/index.md", self.content));
        self.target(&top, written, LinkForm::Wiki)
    }
}

/// The page of a kind's table, by the kind's folder or name.
fn kind_page(kinds: &Kinds, written: &str) -> Option<Box<str>> {
    let path = written.trim_matches('/').trim_end_matches("/index.md").trim_end_matches("/index.html");
    let is = |kind: &&crate::schema::Kind| !kind.folder.is_empty() && (fold(&kind.folder) == fold(path) || *kind.name.0 == *path);
    kinds.all.iter().find(is).map(|kind| format!("{}/index.html", kind.folder).into())
}
