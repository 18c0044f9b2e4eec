//! Columns, facets and sort key of a kind's table: each must be a column.

use super::Places;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::schema::{ColumnName, ColumnRef, KindIx, Kinds};
use crate::text::Span;

/// Finds what is no column, and leaves it out of the table.
pub(super) fn check(kinds: &mut Kinds, places: &[Places], findings: &mut Vec<Diagnostic>) {
    for (at, places) in places.iter().enumerate() {
        let Ok(ix) = u32::try_from(at).map(KindIx) else { return };
        let index = &kinds.all[at].index;
        let mut keep = |names: &[ColumnName], spans: &[Span]| -> Vec<ColumnName> {
            names
                .iter()
                .zip(spans)
                .filter(|(name, span)| is_column(kinds, ix, name, **span, places, findings))
                .map(|(name, _)| name.clone())
                .collect()
        };
        let columns = keep(&index.columns, &places.columns);
        let facets = keep(&index.facets, &places.facets);
        let sort = index
            .sort
            .clone()
            .filter(|sort| places.sort.is_some_and(|span| is_column(kinds, ix, &sort.column, span, places, findings)));
        kinds.all[at].index = crate::schema::IndexSpec { columns, sort, facets };
    }
}

fn is_column(
    kinds: &Kinds,
    kind: KindIx,
    name: &ColumnName,
    span: Span,
    places: &Places,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let written = &*name.0;
    let of = kinds.get(kind);
    let part = written.split(['.', '(']).next().unwrap_or(written);
    let column = kinds.column(kind, written);
    // A field that could not be read has its finding.
    if column.is_some() || of.unreadable.iter().any(|field| &*field.0 == part) {
        return column.is_some();
    }
    let finding = Diagnostic::new(
        Code::UnknownColumn,
        &places.file,
        span,
        format!("notes of kind `{}` have no column `{written}`", of.name),
    );
    findings.push(match (kinds.column(kind, part), written.contains('(')) {
        (Some(ColumnRef::Field(_)), false) => finding.help(format!("only a field of type `names` has parts; write `{part}`")),
        (_, true) => finding.help("write `year(...)`, `decade(...)` or `century(...)` with a field of type `date`"),
        _ => {
            let names = kinds.column_names(kind);
            let near = suggest::did_you_mean(part, names.iter().copied());
            finding
                .help(near.unwrap_or_else(|| "a column is a field, a key every note has, or the name of an inverse".to_owned()))
        }
    });
    false
}
