//! THE table of codes: every finding casebook can make, one line each. `explain/<code>.md` says the rest.

use serde::{Deserialize, Serialize};

use super::Severity;

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $summary:literal;)*) => {
        /// The name of a finding, stable across versions: `broken-link`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(#[doc = $summary] #[serde(rename = $name)] $variant,)*
        }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The name as it is printed and as `casebook.yaml` has it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// What it is, in a few words.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => $summary),* }
            }

            /// The rank in the table: `Fault` cannot be silenced, the others are lints with a default level.
            #[must_use]
            fn rank(self) -> Rank {
                match self { $(Code::$variant => Rank::$severity),* }
            }
        }
    };
}

/// How a code behaves unless the archive says otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// An error that cannot be silenced; where the archive has no `casebook.yaml`, a warning (product rule for adopted vaults).
    Fault,
    /// An error always, adopted vault or not: safety.
    Safety,
    /// An error always: it is not about what an adopted vault holds, but about what was written for casebook.
    Tool,
    /// A lint, by default a warning.
    Warn,
    /// A lint, by default not reported.
    Allow,
    /// For information.
    Note,
}

codes! {
    // Reading files
    InvalidUtf8 "invalid-utf8" Safety "a file is not UTF-8 text";
    UnportableName "unportable-name" Fault "a file name cannot exist on every system";
    DuplicateId "duplicate-id" Fault "two notes have the same id once case is ignored";
    FileTooLarge "file-too-large" Safety "a file is larger than the limit";
    OutsideArchive "outside-archive" Safety "a link on disk or a path leads out of the archive";
    ShallowHistory "shallow-history" Warn "the revision history is cut short, so no dates are taken from it";
    // YAML
    InvalidYaml "invalid-yaml" Fault "YAML cannot be read";
    DuplicateKey "duplicate-key" Fault "a key stands twice in one mapping";
    UnquotedYaml "unquoted-yaml" Fault "a value that begins with `[[`, `@` or the like needs quotes";
    TabIndent "tab-indent" Fault "YAML is indented with a tab";
    YamlTooComplex "yaml-too-complex" Safety "YAML goes past the limit on size, depth or aliases";
    FrontMatterUnclosed "front-matter-unclosed" Fault "a front matter has no closing line";
    // casebook.yaml and _kind.yaml
    UnknownSetting "unknown-setting" Tool "casebook.yaml has a key that does not exist";
    InvalidSetting "invalid-setting" Tool "a setting of casebook.yaml has a value it cannot have";
    UnknownCode "unknown-code" Fault "a finding is named that does not exist";
    NotALint "not-a-lint" Fault "a finding is silenced that cannot be";
    BrokenNav "broken-nav" Fault "an entry of the navigation leads nowhere";
    InvalidKind "invalid-kind" Fault "a _kind.yaml declares something that cannot be";
    DuplicateKind "duplicate-kind" Fault "two folders declare the same kind";
    UnknownKind "unknown-kind" Fault "a kind is named that does not exist";
    ReservedField "reserved-field" Fault "a kind redefines a key that every note has";
    InverseConflict "inverse-conflict" Fault "two kinds declare one relation in different ways";
    UnknownColumn "unknown-column" Fault "a table asks for a column that does not exist";
    // Front matter
    UnknownField "unknown-field" Fault "a key of a note is not in its kind";
    MissingField "missing-field" Fault "a note lacks a field its kind requires";
    InvalidValue "invalid-value" Fault "a value is not of its field's type";
    InvalidDate "invalid-date" Fault "a date is not EDTF";
    InvalidChoice "invalid-choice" Fault "a value is not one of the choices";
    TooManyValues "too-many-values" Fault "a field that holds one value has a list";
    UnsafeUrl "unsafe-url" Safety "an address could run code in the reader's browser";
    // Body
    InvalidAttributes "invalid-attributes" Fault "an attribute block cannot be used";
    ReservedId "reserved-id" Fault "an id is kept for what casebook generates";
    DuplicateAnchor "duplicate-anchor" Fault "two places of a note have the same id";
    DuplicateFootnote "duplicate-footnote" Fault "a footnote is defined twice";
    MissingFootnote "missing-footnote" Fault "a footnote's mark has no footnote";
    UnusedFootnote "unused-footnote" Warn "a footnote has no mark";
    UnclosedMarkup "unclosed-markup" Warn "a comment, annotation or edit is opened and not closed";
    BarePipe "bare-pipe" Warn "a pipe inside a link in a table cell splits the cell";
    RawHtml "raw-html" Warn "raw HTML is not on the list of what may pass";
    InvalidMath "invalid-math" Fault "a formula cannot be read";
    TooDeep "too-deep" Safety "Markdown is nested past the limit";
    RemoteResource "remote-resource" Warn "an image lies on another site and is shown as a link";
    MissingAlt "missing-alt" Warn "an image has no alternative text";
    // Links and relations
    BrokenLink "broken-link" Fault "a link leads to no note or file";
    AmbiguousLink "ambiguous-link" Fault "a link fits several notes";
    BrokenAnchor "broken-anchor" Fault "a link leads to a place its note does not have";
    BrokenReference "broken-reference" Fault "a field refers to no note";
    AmbiguousReference "ambiguous-reference" Fault "a field's reference fits several notes";
    WrongKind "wrong-kind" Fault "a field refers to a note of a kind it does not take";
    ShadowedName "shadowed-name" Warn "a name is also, less directly, the name of another note";
    LinkToDraft "link-to-draft" Warn "a link leads to a draft, so only its words are shown";
    BareLinkToDraft "bare-link-to-draft" Fault "a link without words of its own leads to a draft";
    EmbedCycle "embed-cycle" Fault "notes embed each other in a circle";
    EmbedTooLarge "embed-too-large" Safety "embeds go past the limit on depth or size";
    OrphanNote "orphan-note" Warn "no other note leads to a note";
    UnlinkedMention "unlinked-mention" Allow "a note's name stands in another note without a link";
    StubNote "stub-note" Allow "a note has almost no text and no fields";
    // Evidence
    InvalidCitation "invalid-citation" Fault "a citation names no work";
    BadLocator "bad-locator" Fault "a citation says what to count in a work, but no number";
    UnknownWork "unknown-work" Fault "a citation names a work that the archive does not have";
    CitationOfDraft "citation-of-draft" Fault "a citation names a work whose note is a draft";
    PossibleCitation "possible-citation" Warn "a word begins with `@` and is almost the key of a work";
    UncitedWork "uncited-work" Allow "nothing cites a work";
    InvalidStyle "invalid-style" Tool "the citation style cannot be used";
    DuplicateWork "duplicate-work" Fault "two works have the same citation key";
    InvalidLibrary "invalid-library" Fault "a file of works cannot be read";
    InvalidClaim "invalid-claim" Fault "a claim is not written as claims are";
    DuplicateClaim "duplicate-claim" Fault "two claims of a note have the same id";
    BrokenClaim "broken-claim" Fault "a claim is named that does not exist";
    ClaimWithoutSource "claim-without-source" Warn "a claim names no work that supports it";
    QuoteMismatch "quote-mismatch" Fault "a quotation does not stand in its text exactly once";
    UncitedFigure "uncited-figure" Allow "a paragraph states a number or a date and cites nothing";
    // Silencing
    UnusedAllow "unused-allow" Warn "an `allow` silences nothing";
    AllowWithoutReason "allow-without-reason" Warn "an `allow` does not say why";
    // Attachments and datasets
    UnknownAttachmentType "unknown-attachment-type" Fault "a file is of a type that is not published";
    UnsafeSvg "unsafe-svg" Warn "parts of an SVG image were left out because they could run code";
    MissingDataset "missing-dataset" Fault "a dataset note has no CSV file beside it";
    InvalidCsv "invalid-csv" Fault "a CSV file cannot be read";
    InvalidCell "invalid-cell" Fault "a cell is not of its column's type";
    DatasetTooLarge "dataset-too-large" Safety "a dataset has more rows than the limit";
    // Queries
    InvalidQuery "invalid-query" Fault "an `index` block cannot be read";
    MisplacedBlock "misplaced-block" Fault "an `index` block stands where no table can be made";
    QueryExpectation "query-expectation" Fault "an `index` block has not as many rows as it expects";
    // Themes
    MissingTheme "missing-theme" Tool "the theme does not exist";
    InvalidTheme "invalid-theme" Tool "a theme's own files are at fault";
    TemplateError "template-error" Tool "a template cannot be read or rendered";
    // Output
    PathCollision "path-collision" Fault "two things would be written to the same path";
    ForeignFile "foreign-file" Safety "a file in the output folder was not written by casebook";
    NoBaseUrl "no-base-url" Note "without `base_url` no sitemap or feed is written";
}

impl Code {
    /// The severity before the archive's levels are applied. A lint that is allowed by default is a warning once asked for.
    #[must_use]
    pub fn default_severity(self) -> Severity {
        match self.rank() {
            Rank::Fault | Rank::Safety | Rank::Tool => Severity::Error,
            Rank::Warn | Rank::Allow => Severity::Warning,
            Rank::Note => Severity::Note,
        }
    }

    /// Whether its level can be set and its findings silenced.
    #[must_use]
    pub fn is_lint(self) -> bool {
        matches!(self.rank(), Rank::Warn | Rank::Allow)
    }

    /// Whether it is a lint that is not reported unless asked for.
    #[must_use]
    pub fn is_allowed_by_default(self) -> bool {
        self.rank() == Rank::Allow
    }

    /// Whether it is about safety, and so never silenced or made lighter.
    #[must_use]
    pub fn is_safety(self) -> bool {
        self.rank() == Rank::Safety
    }

    /// Whether it is a fault of content, which is a warning in a vault that has no `casebook.yaml`.
    #[must_use]
    pub fn is_of_content(self) -> bool {
        self.rank() == Rank::Fault
    }

    /// Whether, where it names no words of a file, it is about the file by its name or size, so that no line of it says more.
    #[must_use]
    pub fn is_of_whole_file(self) -> bool {
        matches!(self, Self::OutsideArchive | Self::FileTooLarge | Self::UnportableName | Self::PathCollision)
    }

    /// The code of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}
