//! The page of all annotations.

use super::Site;
use super::page::{AnnotationGroup, AnnotationLine, AnnotationsContent, Content, Head};
use super::route::Route;
use super::table::Pages;
use crate::view::annotations::Annotation;

/// Annotations of one page.
const PAGE_ANNOTATIONS: usize = 500;

/// The element id of an annotation on its note's page.
#[must_use]
pub fn anchor(number: u32) -> String {
    format!("_annotation-{number}")
}

impl<'a> Site<'a> {
    /// How many pages the annotations take.
    pub(super) fn annotation_pages(&self) -> u32 {
        self.views.annotations.len().div_ceil(PAGE_ANNOTATIONS) as u32
    }

    pub(super) fn annotations_page(&self, page: u32) -> (Head, Content<'a>) {
        let mut head = self.head(self.texts.get("annotations_title"));
        head.breadcrumbs = vec![(self.texts.get("home").into(), Route::Home.href())];
        self.numbered(&mut head, page);
        let all = &self.views.annotations;
        let from = (page as usize - 1) * PAGE_ANNOTATIONS;
        let mut groups: Vec<AnnotationGroup<'a>> = Vec::new();
        for annotation in all.iter().skip(from).take(PAGE_ANNOTATIONS) {
            let line = self.annotation_line(annotation);
            match groups.last_mut() {
                Some(group) if group.note.note == annotation.note => group.items.push(line),
                _ => groups.push(AnnotationGroup { note: self.card(annotation.note), items: vec![line] }),
            }
        }
        let pages = self.annotation_pages();
        let list = || (1..=pages).map(|page| Route::Annotations { page }.href()).collect();
        let pages = (pages > 1).then(|| Pages { current: page, list: list() });
        (head, Content::Annotations(AnnotationsContent { total: all.len() as u32, groups, pages }))
    }

    fn annotation_line(&self, annotation: &'a Annotation) -> AnnotationLine<'a> {
        let page = self.addresses.note(annotation.note);
        AnnotationLine {
            passage: annotation.passage.as_deref(),
            comment: &annotation.comment,
            author: annotation.head.author.as_deref(),
            date: annotation.head.date.as_deref(),
            href: annotation.number.map_or_else(|| page.clone(), |number| page.at(&anchor(number))),
        }
    }
}
