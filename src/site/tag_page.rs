//! Pages of tags: all of them, and each with its notes.

use super::Site;
use super::body::Href;
use super::page::{Content, Head, IndexContent, TagContent};
use super::plan::TableKey;
use super::route::Route;

impl<'a> Site<'a> {
    pub(super) fn tags_page(&self, page: u32) -> (Head, Content<'a>) {
        let route = Route::Tags { page: 1 };
        let title = self.texts.get("tags_title").to_owned();
        let mut head = self.head(&title);
        head.breadcrumbs = vec![(self.texts.get("home").into(), Route::Home.href())];
        head.section = Some(route.href());
        self.numbered(&mut head, page);
        let table = self.main_table(&self.views.tags, super::home::TAGS_TABLE_ID, &title, &route, page, None::<&TableKey>);
        (head, Content::Tags(IndexContent::of(table)))
    }

    pub(super) fn tag_page(&self, tag: &str, page: u32) -> (Head, Content<'a>) {
        let route = Route::Tag { tag: tag.into(), page: 1 };
        let title = self.texts.fill("tag_title", &[("name", tag)]);
        let mut head = self.head(&title);
        let tags = Route::Tags { page: 1 }.href();
        head.breadcrumbs =
            vec![(self.texts.get("home").into(), Route::Home.href()), (self.texts.get("tags_title").into(), tags.clone())];
        head.section = Some(tags);
        self.numbered(&mut head, page);
        let parent = tag.rsplit_once('/').map(|(parent, _)| (parent.into(), self.tag_href(parent)));
        let below =
            self.views.tag.iter().filter(|(other, _)| {
                other.strip_prefix(tag).is_some_and(|rest| rest.starts_with('/') && !rest[1..].contains('/'))
            });
        let children: Vec<(Box<str>, Href, u32)> = below
            .map(|(other, table)| {
                let name = other.rsplit('/').next().unwrap_or(other);
                (name.into(), self.tag_href(other), table.rows.len() as u32)
            })
            .collect();
        let table = &self.views.tag[tag];
        let table = self.main_table(table, &self.tag_table_id(tag), &title, &route, page, None);
        let name = tag.rsplit('/').next().unwrap_or(tag).into();
        (head, Content::Tag(TagContent { name, parent, children, table }))
    }
}
