//! Entries of the navigation.

use super::links::Named;
use super::resolver::{Resolver, did_you_mean};
use super::{Answer, Part};
use crate::config::NavItem;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::body::LinkForm;
use crate::text::{VaultPath, fold};

impl Resolver<'_> {
    /// Where an entry leads: a note, a kind's index by its folder or name, a generated page, or an address.
    pub(super) fn nav_item(&mut self, item: &NavItem) -> Answer {
        let written = item.to.value.trim();
        if written.contains("://") || written.starts_with("mailto:") {
            return Answer::External;
        }
        if let Some(page) = self.kind_page(written) {
            return Answer::Page(page);
        }
        // Seen from the top of the content.
        let top = VaultPath::new(&format!("{}/index.md", self.world.content));
        let named = self.target(&top, written, LinkForm::Wiki);
        let is_draft = match named {
            Named::Note(ix) => match self.world.published(ix) {
                Some(note) => return Answer::Note { note, part: Part::Whole },
                None => true,
            },
            Named::Page(page) => return Answer::Page(page),
            _ => false,
        };
        let help = match written.trim_matches('/') {
            _ if is_draft => "the note is a draft: publish it, or take the entry out".to_owned(),
            "-/tags.html" => "no note has a tag, so there is no page of tags".to_owned(),
            "feed.xml" | "sitemap.xml" => "it is written once `base_url` is set".to_owned(),
            _ => self.nav_help(written, &named),
        };
        let message = format!("the entry `{written}` of the navigation leads nowhere");
        self.report(Diagnostic::new(Code::BrokenNav, &item.place.file, item.to.span, message).help(help));
        Answer::Fault
    }

    fn nav_help(&mut self, written: &str, named: &Named) -> String {
        if let Named::Several(found) = named {
            let ids: Vec<String> = found.iter().map(|ix| self.note(*ix).id.to_string()).collect();
            return did_you_mean(&ids, "");
        }
        let folders = self.world.kinds.all.iter().map(|kind| &*kind.folder);
        let mut near: Vec<String> =
            crate::diagnostic::suggest::nearest(written, folders, 1).into_iter().map(str::to_owned).collect();
        near.extend(self.nearest(written, &[]));
        near.truncate(3);
        did_you_mean(&near, "name a note, a folder of a kind, `-/tags.html`, or an address")
    }

    /// The page of a kind's table, by the kind's folder or name.
    fn kind_page(&self, written: &str) -> Option<Box<str>> {
        let path = written.trim_matches('/').trim_end_matches("/index.md").trim_end_matches("/index.html");
        let is =
            |kind: &&crate::schema::Kind| !kind.folder.is_empty() && (fold(&kind.folder) == fold(path) || *kind.name.0 == *path);
        self.world.kinds.all.iter().find(is).map(|kind| format!("{}/index.html", kind.folder).into())
    }
}
