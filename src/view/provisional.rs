//! PROVISIONAL
use super::Views;
use super::table::*;
use crate::archive::{Archive, NoteIx};
use crate::diagnostic::Checked;
use crate::schema::ColumnName;
use crate::source::History;
impl Views {
    /// P
    pub fn new(archive: &Archive, _: Option<&History>) -> Checked<Self> {
        let col = || Column {
            name: ColumnName("title".into()),
            label: Label::Interface("column_title"),
            unit: None,
            numeric: false,
            value_type: "note",
        };
        let table = |rows: Vec<NoteIx>| Table {
            columns: vec![col()],
            groups: vec![Group { label: None, rows: 0..rows.len() as u32 }],
            rows: rows
                .into_iter()
                .enumerate()
                .map(|(at, n)| Row {
                    subject: Subject::Note(n),
                    cells: vec![Cell { values: vec![CellValue::Note(n)], contested: false }],
                    ranks: vec![Some(at as u32)],
                    facets: vec![],
                    matches: String::new(),
                })
                .collect(),
            ..Table::default()
        };
        let kinds = (0..archive.kinds.all.len() as u32)
            .map(|k| {
                table(
                    (0..)
                        .map(NoteIx)
                        .zip(&archive.notes)
                        .filter(|(_, n)| n.kind.is_some_and(|x| x.0 == k))
                        .map(|(ix, _)| ix)
                        .collect(),
                )
            })
            .collect();
        let mut tag = std::collections::BTreeMap::new();
        for (ix, n) in (0..).map(NoteIx).zip(&archive.notes) {
            for t in n.meta.tags.iter().chain(&n.body.tags) {
                tag.entry(t.value.clone()).or_insert_with(Vec::new).push(ix);
            }
        }
        Checked::clean(Self {
            kinds,
            tags: table(vec![]),
            tag: tag.into_iter().map(|(k, v)| (k, table(v))).collect(),
            queries: archive.notes.iter().map(|n| n.body.queries.iter().map(|_| Some(table(vec![]))).collect()).collect(),
            datasets: vec![],
            title_ranks: (0..archive.notes.len() as u32).collect(),
        })
    }
}
