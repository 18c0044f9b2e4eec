//! Embeds that go round in circles or grow without end are cut, the others are not.

use casebook::archive::{Answer, NoteIx, Part};
use casebook::diagnostic::Code;
use casebook::note::body::EventKind;
use proptest::prelude::*;

use crate::assembled::{Assembled, assemble};

#[test]
fn a_circle_is_cut_where_it_closes() {
    let archive = assemble("-- content/a.md --\n![[b]]\n-- content/b.md --\n![[c]]\n-- content/c.md --\n![[a]] ![[b]]\n");
    assert_eq!(
        archive.findings(),
        "\
embed-cycle content/c.md ⟨![[a]]⟩ these notes embed each other in a circle: `a` > `b` > `c` > `a` (make one of the embeds a link)
embed-cycle content/c.md ⟨![[b]]⟩ these notes embed each other in a circle: `b` > `c` > `b` (make one of the embeds a link)
"
    );
    assert_eq!(
        archive.embeds("c"),
        "\
![[a]] -> fault
![[b]] -> fault
"
    );
}

#[test]
fn a_section_of_the_same_note_is_no_circle_unless_the_embed_stands_in_it() {
    let archive = assemble(
        "-- content/a.md --\n---\ntitle: A\n---\n# One\n\nText. ^b\n\n## Under\n\n![[#One]]\n\n# Two\n\n![[#One]] ![[a#^b]]\n\n![[a]]\n",
    );
    assert_eq!(
        archive.of(Code::EmbedCycle),
        "\
embed-cycle content/a.md ⟨![[#One]]⟩ what is embedded here holds this embed itself (make one of the embeds a link)
embed-cycle content/a.md ⟨![[a]]⟩ what is embedded here holds this embed itself (make one of the embeds a link)
"
    );
    assert_eq!(
        archive.embeds("a"),
        "\
![[#One]] -> fault
![[#One]] -> a heading One
![[a#^b]] -> a block b
![[a]] -> fault
"
    );
}

#[test]
fn two_notes_may_embed_parts_of_each_other() {
    let archive = assemble(
        "-- content/a.md --\n---\ntitle: A\n---\n# Text\n\nOne.\n\n# More\n\n![[b#Text]]\n-- content/b.md --\n---\ntitle: B\n---\n# Text\n\nTwo.\n\n# More\n\n![[a#Text]]\n",
    );
    assert_eq!(archive.findings(), "");
}

#[test]
fn embeds_lie_only_so_deep() {
    let notes: String = (0..12).map(|n| format!("-- content/n{n:02}.md --\nText\n\n![[n{:02}]]\n", n + 1)).collect();
    let archive = assemble(&format!("{notes}-- content/n12.md --\nEnd\n"));
    assert_eq!(archive.findings(), "\
embed-too-large content/n03.md ⟨![[n04]]⟩ embeds lie more than 8 deep here (make some of the embeds links, or raise `limits: {embed_depth: ...}` in casebook.yaml)
");
}

#[test]
fn a_bomb_is_defused_without_setting_it_off() {
    // Each note embeds the next ten times: 10^7 copies of the last.
    let ten = |n: u32| format!("![[n{n}]]\n\n").repeat(10);
    let notes: String = (0..7).map(|n| format!("-- content/n{n}.md --\n{}", ten(n + 1))).collect();
    let archive = assemble(&format!("{notes}-- content/n7.md --\n{}\n", "Many words. ".repeat(100)));
    assert!(archive.of(Code::EmbedTooLarge).lines().count() >= 1);
    assert!(archive.found.iter().all(|finding| matches!(finding.code, Code::EmbedTooLarge | Code::OrphanNote)));
}

#[test]
fn an_embed_of_no_note_is_a_link() {
    let archive = assemble("-- content/a.md --\n![[file.pdf]] ![[https://example.org/]] ![[none]]\n-- content/file.pdf --\n");
    assert_eq!(
        archive.embeds("a") + &archive.links("a"),
        "\
![[none]] -> fault
![[file.pdf]] -> file content/file.pdf
![[https://example.org/]] -> external
"
    );
}

/// Expands a part of a note as a page does: bytes added, and how deep; `None` past 20 levels.
fn expanded(archive: &Assembled, ix: NoteIx, part: Part, depth: u32) -> Option<(usize, u32)> {
    if depth > 20 {
        return None;
    }
    let note = archive.note(ix);
    let (mut bytes, mut deepest) = (0, depth);
    for event in &note.body.events[part.events(note)] {
        if let EventKind::Embed(embed) = event.kind
            && let Answer::Note { note: target, part } = archive.front.archive.embeds[ix.0 as usize][embed as usize]
        {
            let (below, depth) = expanded(archive, target, part, depth + 1)?;
            bytes += part.size(archive.note(target)) + below;
            deepest = deepest.max(depth);
        }
    }
    Some((bytes, deepest))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_embeds_what_pages_end(notes in proptest::collection::vec(proptest::collection::vec((0..5_usize, 0..4_u8), 0..5), 5)) {
        let note = |(at, embeds): (usize, &Vec<(usize, u8)>)| {
            let sections: String = embeds.iter().enumerate().map(|(n, (target, part))| {
                let part = match part { 0 => String::new(), part => format!("#S{part}") };
                format!("{} S{n}\n\nWords.\n\n![[n{target}{part}]]\n\n", if n % 2 == 0 { "##" } else { "###" })
            }).collect();
            format!("-- content/n{at}.md --\n---\ntitle: T{at}\n---\n{sections}\n")
        };
        let text: String = notes.iter().enumerate().map(note).collect();
        let archive = assemble(&text);
        let limits = archive.front.archive.config.limits;
        for ix in 0..5 {
            let (bytes, depth) = expanded(&archive, NoteIx(ix), Part::Whole, 0).expect("no endless embeds");
            prop_assert!(bytes <= limits.embed_size as usize && depth <= limits.embed_depth, "{text}");
        }
    }
}
