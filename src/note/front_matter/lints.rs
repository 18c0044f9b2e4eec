//! `lints:` of a note: findings silenced in all of it, each with a reason.

use super::Reader;
use crate::diagnostic::{Code, suggest};
use crate::note::LintSetting;
use crate::text::Span;
use crate::yaml::{Node, NodeKind};

/// `{orphan-note: reason}` or `[{allow: orphan-note, reason: ...}]`.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Vec<LintSetting> {
    let mut settings = Vec::new();
    match &node.kind {
        NodeKind::Null => {}
        NodeKind::Mapping(entries) => {
            for entry in entries {
                let reason = entry.value.as_str().unwrap_or("");
                settings.push(setting(reader, &entry.key.value, reason, entry.key.span));
            }
        }
        NodeKind::Sequence(items) => {
            for item in items {
                let code = item.get("allow").unwrap_or(item);
                let reason = item.get("reason").and_then(Node::as_str).unwrap_or("");
                settings.push(setting(reader, code.as_str().unwrap_or(""), reason, code.span));
            }
        }
        NodeKind::Scalar(scalar) => settings.push(setting(reader, &scalar.text, "", node.span)),
    }
    settings
}

fn setting(reader: &mut Reader<'_>, name: &str, reason: &str, span: Span) -> LintSetting {
    let code = Code::from_name(name.trim()).ok_or_else(|| Box::from(name));
    if code.is_err() {
        let names = Code::ALL.iter().filter(|code| code.is_lint()).map(|code| code.name());
        let help = suggest::did_you_mean(name, names).unwrap_or_else(|| "`casebook explain` lists all findings".to_owned());
        reader.report(Code::UnknownCode, span, format!("there is no finding `{name}`"), help);
    }
    LintSetting { code, reason: reason.trim().into(), span }
}
