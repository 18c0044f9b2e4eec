//! Reference fields, relations from both ends, backlinks with their sentences, translations.

use casebook::archive::NoteIx;
use casebook::diagnostic::Code;

use crate::assembled::{Assembled, assemble};
use crate::project::Project;

const KINDS: &str = "\
-- content/people/_kind.yaml --
name: person
fields: {}
-- content/places/_kind.yaml --
name: place
fields:
  twinned: {type: reference, to: [place], many: true, inverse: self}
-- content/concepts/_kind.yaml --
name: concept
fields:
  by: {type: reference, to: [person], many: true, inverse: {name: author_of, label: Author of}}
";

/// `FROM field TO`, one a line, `~` for symmetric ones; then for each note those that lead to it.
fn edges(archive: &Assembled) -> String {
    let all = &archive.front.archive;
    let id = |ix: NoteIx| archive.note(ix).id.to_string();
    let mut out = String::new();
    for edge in &all.relations {
        out.push_str(&format!("{} {} {}\n", id(edge.from), if edge.symmetric { "~" } else { ">" }, id(edge.to)));
    }
    for (at, edges) in all.relations_in.iter().enumerate().filter(|(_, edges)| !edges.is_empty()) {
        let from: Vec<_> = edges.iter().map(|edge| id(all.relations[*edge as usize].from)).collect();
        out.push_str(&format!("{} <- {}\n", all.notes[at].id, from.join(" ")));
    }
    out
}

/// Backlinks of a note: `FROM: before[words]after`.
fn backlinks(archive: &Assembled, id: &str) -> String {
    let all = &archive.front.archive.backlinks[archive.ix(id).0 as usize];
    let line = |link: &casebook::archive::Backlink| {
        let [before, words, after] = &link.sentence.parts;
        format!("{}: {before}[{words}]{after}\n", archive.note(link.from).id)
    };
    all.iter().map(line).collect()
}

#[test]
fn relations_are_known_from_both_ends_once_each() {
    let archive = assemble(&format!(
        "{KINDS}-- content/people/li.md --\n---\ntitle: Li\n---\n-- content/places/a.md --\n---\ntitle: A\ntwinned: [b, C]\n---\n\
         -- content/places/b.md --\n---\ntitle: B\ntwinned: [a]\n---\n-- content/places/c.md --\n---\ntitle: C\n---\n\
         -- content/concepts/x.md --\n---\ntitle: X\nby: [\"[[Li]]\", {{to: li, since: 1981}}]\n---\n"
    ));
    assert_eq!(archive.findings(), "");
    assert_eq!(
        edges(&archive),
        "\
concepts/x > people/li
concepts/x > people/li
places/a ~ places/b
places/a ~ places/c
people/li <- concepts/x concepts/x
places/c <- places/a
"
    );
}

/// The relations that a note's page shows, one group a line, without markup.
fn shown(project: &Project, page: &str) -> String {
    let html = project.read(page);
    let Some((_, section)) = html.split_once("<section class=\"relations\"") else { return String::new() };
    let (section, _) = section.split_once("</section>").expect("the section ends");
    let groups = section.split("<dt>").skip(1);
    groups.map(|group| words(&format!("<dt>{}", group.replace("</li>", ";"))) + "\n").collect()
}

/// Text without its tags, white space folded.
fn words(html: &str) -> String {
    let text: String = html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_symmetric_relation_is_one_group_whichever_end_declares_it() {
    let project = Project::new(&format!(
        "-- casebook.yaml --\ntitle: T\n{KINDS}-- content/places/a.md --\n---\ntitle: A\ntwinned: [b]\n---\nText.\n\
         -- content/places/b.md --\n---\ntitle: B\ntwinned: [{{to: d, note: on paper}}]\n---\nText.\n\
         -- content/places/c.md --\n---\ntitle: C\ntwinned: [b]\n---\nText.\n\
         -- content/places/d.md --\n---\ntitle: D\ntwinned: [{{to: b, since: 1981}}]\n---\nText.\n\
         -- content/places/e.md --\n---\ntitle: E\ntwinned: [f]\n---\nText.\n\
         -- content/places/f.md --\n---\ntitle: F\ntwinned: [e]\n---\nText.\n"
    ));
    project.run(["build"]).code(0);
    assert_eq!(shown(&project, "output/places/b.html"), "Twinned A; C; D on paper since 1981;\n");
    assert_eq!(shown(&project, "output/places/d.html"), "Twinned B since 1981 on paper;\n");
    // What says no more than the facts do stands there alone.
    assert_eq!(shown(&project, "output/places/a.html"), "");
    assert_eq!(shown(&project, "output/places/e.html"), "");
}

#[test]
fn a_reference_keeps_to_the_kinds_it_may_lead_to() {
    // A place and a person have one name; the field takes persons.
    let archive = assemble(&format!(
        "{KINDS}-- content/people/sun.md --\n---\ntitle: Zhongshan\n---\n-- content/places/zhongshan.md --\n---\ntitle: The city\ntwinned: [Zhongshan]\n---\n\
         -- content/concepts/x.md --\n---\ntitle: X\nby: [zhongshan, The city, Zhongshann, people/sun, places/zhongshan]\n---\n"
    ));
    assert_eq!(archive.findings(), "\
wrong-kind content/concepts/x.md ⟨The city⟩ `The city` is the note `places/zhongshan`, of the kind `place`, and only `person` can stand here (name a note of that kind, or widen the field's `to`)
broken-reference content/concepts/x.md ⟨Zhongshann⟩ there is no note `Zhongshann` (did you mean `Zhongshan`?)
wrong-kind content/concepts/x.md ⟨places/zhongshan⟩ `places/zhongshan` is the note `places/zhongshan`, of the kind `place`, and only `person` can stand here (name a note of that kind, or widen the field's `to`)
shadowed-name content/people/sun.md ⟨Zhongshan⟩ this title of `people/sun` is also, more directly, that of `places/zhongshan` (a link to `Zhongshan` leads to `places/zhongshan`; give one of them another name)
");
    assert_eq!(
        edges(&archive),
        "\
concepts/x > people/sun
concepts/x > people/sun
places/zhongshan ~ places/zhongshan
people/sun <- concepts/x concepts/x
"
    );
}

#[test]
fn a_backlink_has_its_sentence() {
    let archive = assemble(
        "-- content/t.md --\n# T\n[[a]]\n-- content/a.md --\n# A\n\nFirst one. See p. 3 of [[t]] (again, [[t|twice]]). Last one.\n\n\
         - Item with *the [[t|tea]]* here\n- Other\n\n首先如此。广州是[[t|桥头堡]]，也是\n排头兵。后来如此。\n\n> Quoted [[t]]\n\n| c |\n|---|\n| cell [[t]] |\n\n\
         Footnote.^[In the note: [[t]]. More.]\n\nEnd [[t]]\n",
    );
    assert_eq!(
        backlinks(&archive, "t"),
        "\
a: See p. 3 of [T] (again, twice).
a: Item with the [tea] here
a: 广州是[桥头堡]，也是排头兵。
a: Quoted [T]
a: cell [T]
a: In the note: [T]. More.
a: End [T]
"
    );
}

#[test]
fn a_long_sentence_is_cut_on_both_sides() {
    let words = "several words ".repeat(60);
    let archive = assemble(&format!("-- content/t.md --\n# T\n[[a]]\n-- content/a.md --\n{words}[[t]] {words}\n"));
    assert_eq!(backlinks(&archive, "t"), "\
a: …words several words several words several words several words several words several words several words several words [T] several words several words several words several words several words several words several words several words…
");
}

#[test]
fn translations_are_one_group_however_they_point() {
    let archive = assemble(
        "-- content/a.md --\n# A\n[[b]]\n-- content/b.md --\n---\ntranslation_of: a\n---\n-- content/c.md --\n---\ntranslation_of: b\n---\n\
         -- content/d.md --\n---\ntranslation_of: nothing\n---\n[[a]]\n-- content/e.md --\n---\ntranslation_of: e\n---\n[[a]] [[d]] [[e]]\n",
    );
    let groups: Vec<Vec<u32>> =
        archive.front.archive.translations.iter().map(|group| group.iter().map(|ix| ix.0).collect()).collect();
    assert_eq!(groups, [[0, 1, 2]]);
    assert_eq!(
        archive.of(Code::BrokenReference),
        "\
broken-reference content/d.md ⟨nothing⟩ there is no note `nothing` (write the note, or name one that is there)
"
    );
}

#[test]
fn citations_in_quoted_sentences_are_by_author_and_date_whatever_the_style() {
    for style in ["chicago-author-date", "chicago-notes", "ieee"] {
        let project = Project::new(&format!(
            r#"-- casebook.yaml --
title: Ships
citation_style: {style}
-- content/a.md --
First @k1 [p. 9] says of [[b]] that. Second [[b]] here [see @k1, p. 3; @k3]. 第三[[b|乙]]在此[@k1]。
-- content/c.md --
On [[b]] @not and @zz too.
-- content/b.md --
# B
-- content/works/_kind.yaml --
name: work
role: work
fields: {{year: {{type: date, csl: issued}}}}
-- content/works/zz.md --
---
title: Zed work
authors: ["Zed, Bo"]
year: 1999
---
-- content/references.bib --
@book{{k1, author = {{Ann Ash}}, title = {{The Loss}}, year = 1959}}
@book{{k3, title = {{No Author \& Co}}, year = 2001}}
"#
        ));
        project.run(["build", "-q"]).code(0);
        let page = project.read("output/b.html");
        for sentence in [
            ">First Ash (1959, 9) says of <b>B</b> that. <",
            ">Second <b>B</b> here (see Ash 1959, 3; No Author &amp; Co 2001). <",
            "<span lang=\"zh-Hans\">在此</span>(Ash 1959)。 <",
            ">On <b>B</b> @not and Zed (1999) too. <",
        ] {
            assert!(page.contains(sentence), "{style}: no {sentence} in\n{page}");
        }
        let work = project.read("output/works/zz.html");
        assert!(work.contains(">On B @not and <b>Zed (1999)</b> too. <"), "{work}");
    }
}

#[test]
fn citations_of_a_long_sentence_stand_where_they_did_or_not_at_all() {
    let words = "many words without end ".repeat(40);
    let project = Project::new(&format!(
        "-- casebook.yaml --\ntitle: T\n-- content/a.md --\n@k says {words}near @k it [[b]] is @k as {words}@k.\n\n{}\n-- content/b.md --\n# B\n\
         -- content/references.bib --\n@book{{k, author = {{Ann Ash}}, title = {{T}}, year = 1959}}\n",
        "[@k] [[b]] ".repeat(60)
    ));
    project.run(["build", "-q"]).code(0);
    let page = project.read("output/b.html");
    assert!(page.contains("words without end near Ash (1959) it <b>B</b> is Ash (1959) as many words"), "{page}");
    assert!(page.contains("<p class=\"context\"><b>B</b> (Ash 1959) B (Ash 1959) B"), "{page}");
}
