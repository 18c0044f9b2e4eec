//! From the YAML of `casebook.yaml` to settings.

use super::{Author, Config, Licence, NavItem, address, limits};
use crate::diagnostic::{Checked, Code, Diagnostic, Level, Place, suggest};
use crate::schema::LocalText;
use crate::source::SourceFile;
use crate::text::{Span, Spanned};
use crate::yaml::{self, Entry, Node, NodeKind};

/// All settings.
const SETTINGS: [&str; 15] = [
    "attachment_types",
    "authors",
    "base_url",
    "baseline",
    "citation_style",
    "description",
    "han_language",
    "language",
    "licence",
    "limits",
    "lints",
    "nav",
    "subtitle",
    "theme",
    "title",
];

/// What other tools call some of them.
const SYNONYMS: [(&str, &str); 9] = [
    ("author", "authors"),
    ("baseurl", "base_url"),
    ("lang", "language"),
    ("license", "licence"),
    ("menu", "nav"),
    ("name", "title"),
    ("navigation", "nav"),
    ("site_url", "base_url"),
    ("url", "base_url"),
];

pub(super) fn read(file: &SourceFile, defaults: Config) -> Checked<Config> {
    // Before the limits are known, those of the defaults hold.
    let limits = defaults.limits.settings_file();
    let Checked { value: root, diagnostics } = yaml::parse(&file.path, &file.text, 0..file.text.len(), &limits);
    let mut reader = Reader { file, diagnostics };
    let mut config = Config { adopted: false, ..defaults };
    let Some(root) = root else { return Checked::new(config, reader.diagnostics) };
    let Some(entries) = root.entries() else {
        reader.fault(
            Code::InvalidSetting,
            root.span,
            "`casebook.yaml` holds no settings",
            "write `title: ...`, and so on, a line each",
        );
        return Checked::new(config, reader.diagnostics);
    };
    // Labels are sorted out by the archive's language, wherever it stands.
    if let Some(node) = root.get("language") {
        reader.language(node, "language", &mut config.language);
    }
    for entry in entries {
        reader.setting(entry, &mut config);
    }
    Checked::new(config, reader.diagnostics)
}

struct Reader<'a> {
    file: &'a SourceFile,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn setting(&mut self, Entry { key, value }: &Entry, config: &mut Config) {
        match &*key.value {
            "language" => {}
            "title" => self.text_into(value, "title", &mut config.title),
            "subtitle" => config.subtitle = self.text(value, "subtitle"),
            "description" => config.description = self.text(value, "description"),
            "base_url" => config.base_url = self.base_url(value),
            "han_language" => self.language(value, "han_language", &mut config.han_language),
            "theme" => self.theme(value, &mut config.theme),
            "authors" => config.authors = self.authors(value),
            "licence" => config.licence = self.named(value, "licence").map(|(name, url)| Licence { name, url }),
            "nav" => config.nav = Some(self.nav(value, &config.language)),
            "lints" => config.lints = self.lints(value),
            "limits" => self.limits(value, &mut config.limits),
            "attachment_types" => config.attachment_types = self.attachment_types(value),
            "baseline" => config.baseline = self.baseline(value),
            "citation_style" => {
                if let Some(style) = self.text(value, "citation_style") {
                    config.citation_style = Spanned::new(style, value.span);
                }
            }
            unknown => self.unknown(unknown, key.span, "", &SETTINGS),
        }
    }

    fn fault(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, &self.file.path, span, message).help(help));
    }

    fn invalid(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.fault(Code::InvalidSetting, span, message, help);
    }

    /// A key that does not exist. `of` says of what, where that is not the file: "`nav` entry".
    fn unknown(&mut self, key: &str, span: Span, of: &str, known: &[&str]) {
        let synonym = SYNONYMS.iter().find(|(other, ours)| *other == key && known.contains(ours)).map(|(_, ours)| *ours);
        let near = synonym.or_else(|| suggest::nearest(key, known.iter().copied(), 1).first().copied());
        let message = match of {
            "" => format!("`casebook.yaml` has no setting `{key}`"),
            of => format!("{of} has no key `{key}`"),
        };
        let mut fault = Diagnostic::new(Code::UnknownSetting, &self.file.path, span, message);
        fault = match near {
            Some(near) => {
                fault.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), &self.file.path, span, near)
            }
            None => fault.help(format!("there are {}", suggest::list(known, "and"))),
        };
        self.diagnostics.push(fault);
    }

    /// Text; `None` where nothing is written, with a finding where something else is.
    fn text(&mut self, node: &Node, key: &str) -> Option<Box<str>> {
        match &node.kind {
            NodeKind::Scalar(scalar) if !scalar.text.trim().is_empty() => Some(scalar.text.trim().into()),
            NodeKind::Scalar(_) | NodeKind::Null => None,
            kind => {
                self.invalid(
                    node.span,
                    format!("`{key}` takes text, and {} stands here", name_of(kind)),
                    "write one line of text",
                );
                None
            }
        }
    }

    fn text_into(&mut self, node: &Node, key: &str, slot: &mut Box<str>) {
        if let Some(text) = self.text(node, key) {
            *slot = text;
        }
    }

    fn base_url(&mut self, node: &Node) -> Option<Spanned<Box<str>>> {
        let written = self.text(node, "base_url")?;
        match address::base_url(&written) {
            Ok(url) => Some(Spanned::new(url, node.span)),
            Err(error) => {
                self.invalid(node.span, error.message, error.help);
                None
            }
        }
    }

    /// A language tag (BCP 47).
    fn language(&mut self, node: &Node, key: &str, slot: &mut Box<str>) {
        let Some(written) = self.text(node, key) else { return };
        let mut parts = written.split('-');
        let is_word = |part: &str, longest: usize| (1..=longest).contains(&part.len());
        let first =
            parts.next().is_some_and(|part| part.len() >= 2 && is_word(part, 8) && part.bytes().all(|b| b.is_ascii_alphabetic()));
        if first && parts.all(|part| is_word(part, 8) && part.bytes().all(|b| b.is_ascii_alphanumeric())) {
            *slot = written;
            return;
        }
        let right = written.replace('_', "-");
        let help = if right == *written {
            "write a language tag, such as `en`, `zh-Hans` or `de-AT`".to_owned()
        } else {
            format!("write `{right}`")
        };
        self.invalid(node.span, format!("`{written}` is not a language tag"), help);
    }

    fn theme(&mut self, node: &Node, slot: &mut Box<str>) {
        let Some(written) = self.text(node, "theme") else { return };
        if written.starts_with(['.', '-', '_']) || written.contains(['/', '\\', ':']) || written.contains(char::is_whitespace) {
            let message = format!("`{written}` is not the name of a theme");
            self.invalid(node.span, message, "write the name of a folder below `themes/`, or `default`");
        } else {
            *slot = written;
        }
    }

    fn authors(&mut self, node: &Node) -> Vec<Author> {
        let one = std::slice::from_ref(node);
        let items = node.items().unwrap_or(if node.kind == NodeKind::Null { &[] } else { one });
        let authors = items.iter().filter_map(|item| self.named(item, "authors"));
        authors.map(|(name, url)| Author { name, url }).collect()
    }

    /// A name, or `{name, url}`.
    fn named(&mut self, node: &Node, key: &str) -> Option<(Box<str>, Option<Box<str>>)> {
        let Some(entries) = node.entries() else { return self.text(node, key).map(|name| (name, None)) };
        let (mut name, mut url) = (None, None);
        for Entry { key: inner, value } in entries {
            match &*inner.value {
                "name" => name = self.text(value, "name"),
                "url" => url = self.url(value),
                unknown => self.unknown(unknown, inner.span, &format!("`{key}`"), &["name", "url"]),
            }
        }
        if name.is_none() {
            self.invalid(node.span, format!("`{key}` lacks a `name`"), "write `{name: ..., url: ...}`, or the name alone");
        }
        name.map(|name| (name, url))
    }

    fn url(&mut self, node: &Node) -> Option<Box<str>> {
        let written = self.text(node, "url")?;
        let lower = written.to_ascii_lowercase();
        let is_address =
            ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme) && lower.len() > scheme.len());
        if is_address && !written.contains(char::is_whitespace) {
            return Some(written);
        }
        self.invalid(node.span, format!("`{written}` is not a web address"), "write an address that begins with `https://`");
        None
    }

    fn nav(&mut self, node: &Node, language: &str) -> Vec<NavItem> {
        let Some(items) = node.items() else {
            if node.kind != NodeKind::Null {
                let help = "write each entry on a line of its own: `- {to: concepts, label: Concepts}`";
                self.invalid(node.span, format!("`nav` takes a list, and {} stands here", name_of(&node.kind)), help);
            }
            return Vec::new();
        };
        items.iter().filter_map(|item| self.nav_item(item, language)).collect()
    }

    fn nav_item(&mut self, node: &Node, language: &str) -> Option<NavItem> {
        let place = Place { file: self.file.path.clone(), span: node.span };
        let Some(entries) = node.entries() else {
            let to = self.text(node, "nav")?;
            return Some(NavItem { label: None, to: Spanned::new(to, node.span), place });
        };
        let (mut label, mut to) = (None, None);
        for Entry { key, value } in entries {
            match &*key.value {
                "to" => to = self.text(value, "to").map(|to| Spanned::new(to, value.span)),
                "label" => label = self.local_text(value, "label", language),
                unknown => self.unknown(unknown, key.span, "an entry of `nav`", &["label", "to"]),
            }
        }
        if to.is_none() {
            self.invalid(
                node.span,
                "an entry of `nav` lacks `to`",
                "write `{to: concepts}`: a note, a folder, a page or an address",
            );
        }
        Some(NavItem { label, to: to?, place })
    }

    /// Text, or texts by language.
    fn local_text(&mut self, node: &Node, key: &str, language: &str) -> Option<LocalText> {
        let Some(entries) = node.entries() else {
            return self.text(node, key).map(|plain| LocalText { plain, by_language: Vec::new() });
        };
        let texts =
            entries.iter().filter_map(|entry| Some((entry.key.value.clone(), self.text(&entry.value, &entry.key.value)?)));
        let by_language: Vec<_> = texts.collect();
        let own = by_language.iter().find(|(tag, _)| **tag == *language).or(by_language.first());
        let plain = own.map(|(_, text)| text.clone())?;
        Some(LocalText { plain, by_language })
    }

    fn lints(&mut self, node: &Node) -> Vec<(Code, Level)> {
        let mut lints = Vec::new();
        for Entry { key, value } in self.entries(node, "lints", "write `lints: {orphan-note: allow}`") {
            let level = self.level(value);
            let name = &*key.value;
            match Code::from_name(name) {
                Some(code) if code.is_lint() => lints.extend(level.map(|level| (code, level))),
                Some(code) => {
                    let message = format!("`{}` is no lint: its level cannot be set", code.name());
                    self.fault(
                        Code::NotALint,
                        key.span,
                        message,
                        format!("`casebook explain {}` says how to mend it", code.name()),
                    );
                }
                None => self.unknown_code(name, key.span),
            }
        }
        lints
    }

    fn unknown_code(&mut self, name: &str, span: Span) {
        let near = suggest::did_you_mean(name, Code::ALL.iter().filter(|code| code.is_lint()).map(|code| code.name()));
        let help = near.unwrap_or_else(|| "`casebook explain` lists all findings".to_owned());
        self.fault(Code::UnknownCode, span, format!("there is no finding `{name}`"), help);
    }

    fn level(&mut self, node: &Node) -> Option<Level> {
        match node.as_str() {
            Some("allow") => Some(Level::Allow),
            Some("warn") => Some(Level::Warn),
            Some("deny") => Some(Level::Deny),
            other => {
                let message = other.map_or("a lint lacks its level".to_owned(), |other| format!("`{other}` is not a level"));
                let help = match other {
                    Some("error" | "forbid") => "did you mean `deny`?",
                    Some("warning" | "true" | "on") => "did you mean `warn`?",
                    Some("off" | "none" | "ignore" | "false") => "did you mean `allow`?",
                    _ => "write `allow`, `warn` or `deny`",
                };
                self.invalid(node.span, message, help);
                None
            }
        }
    }

    fn limits(&mut self, node: &Node, limits: &mut super::Limits) {
        for Entry { key, value } in self.entries(node, "limits", "write `limits: {file_size: 16 MiB}`") {
            let name = &*key.value;
            match limits::set(limits, name, value.as_str().unwrap_or("")) {
                Some(Ok(())) => {}
                Some(Err(help)) => self.invalid(value.span, format!("`{name}` has a value it cannot have"), help),
                None => self.unknown(name, key.span, "`limits`", &limits::NAMES),
            }
        }
    }

    fn attachment_types(&mut self, node: &Node) -> Vec<Box<str>> {
        let one = std::slice::from_ref(node);
        let items = node.items().unwrap_or(if node.kind == NodeKind::Null { &[] } else { one });
        let mut types = Vec::new();
        for item in items {
            let Some(written) = self.text(item, "attachment_types") else { continue };
            let extension = written.trim_start_matches(['*', '.']).to_lowercase();
            if extension.is_empty() || !extension.chars().all(char::is_alphanumeric) {
                self.invalid(item.span, format!("`{written}` is not the extension of a file"), "write it as `pdf`");
            } else {
                types.push(extension.into());
            }
        }
        types
    }

    /// A file of the archive.
    fn baseline(&mut self, node: &Node) -> Option<Spanned<Box<str>>> {
        let written = self.text(node, "baseline")?;
        let leads_out = written.starts_with('/')
            || written.contains(['\\', ':'])
            || written.split('/').any(|part| matches!(part, "" | "." | ".."));
        if leads_out {
            let message = format!("`{written}` is not the path of a file in the archive");
            self.invalid(node.span, message, "write its path from the archive's root, such as `baseline.json`");
            return None;
        }
        Some(Spanned::new(written, node.span))
    }

    /// The entries of a setting that takes a mapping.
    fn entries<'n>(&mut self, node: &'n Node, key: &str, help: &str) -> &'n [Entry] {
        if node.entries().is_none() && node.kind != NodeKind::Null {
            self.invalid(node.span, format!("`{key}` takes keys and values, and {} stands here", name_of(&node.kind)), help);
        }
        node.entries().unwrap_or_default()
    }
}

fn name_of(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Null => "nothing",
        NodeKind::Scalar(_) => "text",
        NodeKind::Sequence(_) => "a list",
        NodeKind::Mapping(_) => "a mapping",
    }
}
