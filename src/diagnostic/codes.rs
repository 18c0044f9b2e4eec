//! THE table of codes: every finding casebook can make, one line each. `explain/<code>.md` says the rest.

use super::Severity;

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $summary:literal;)*) => {
        /// The name of a finding, stable across versions: `broken-link`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
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
    /// A lint, by default a warning.
    Warn,
    /// A lint, by default not reported.
    Allow,
    /// For information.
    Note,
}

codes! {
    // Reading files
    InvalidUtf8 "invalid-utf8" Fault "a file is not UTF-8 text";
    UnportableName "unportable-name" Fault "a file name cannot exist on every system";
    DuplicateId "duplicate-id" Fault "two notes have the same id once case is ignored";
    FileTooLarge "file-too-large" Safety "a file is larger than the limit";
    OutsideArchive "outside-archive" Safety "a link on disk leads out of the archive";
    // Links
    BrokenLink "broken-link" Fault "a link leads to no note";
    OrphanNote "orphan-note" Warn "no other note links to a note";
    // Output
    NoBaseUrl "no-base-url" Note "without `base_url` no sitemap or feed is written";
}

impl Code {
    /// The severity before the archive's levels are applied. A lint that is allowed by default is a warning once asked for.
    #[must_use]
    pub fn default_severity(self) -> Severity {
        match self.rank() {
            Rank::Fault | Rank::Safety => Severity::Error,
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

    /// Whether it stays an error in a vault that has no `casebook.yaml`.
    #[must_use]
    pub fn is_safety(self) -> bool {
        self.rank() == Rank::Safety
    }

    /// The code of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}
