//! Images with captions, credit and licence, in a text and beside the facts of a note.

use crate::project::Project;

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"><circle r=\"2\"/></svg>";

fn archive(note: &str) -> Project {
    let project = Project::new(&format!("-- casebook.yaml --\ntitle: Harbours\n-- content/a.md --\n{note}\n"));
    project.write("content/dot.svg", SVG);
    project.write("content/other.svg", SVG);
    project
}

/// The page of a note without findings.
fn page(note: &str) -> String {
    let project = archive(note);
    project.run(["build", "--strict", "--allow", "orphan-note"]).code(0);
    project.read("output/a.html")
}

#[test]
fn a_figure_says_whose_it_is() {
    let html = page(
        "# A\n\n![A *dot*](dot.svg \"The 港口 in 1843\"){credit=\"Photo: Li & Co\" licence=\"CC BY 4.0\"}\n\nText.\n\n\
         ![Dot](other.svg){licence=https://creativecommons.org/licenses/by/4.0/}",
    );
    let figure = "alt=\"A dot\" width=\"40\" height=\"30\" loading=\"lazy\"><figcaption>The <span lang=\"zh-Hans\">港口</span> in 1843 \
                  <span class=\"credit\">Photo: Li &amp; Co. CC BY 4.0</span></figcaption></figure>";
    assert!(html.contains(figure), "{html}");
    let licence = "<figcaption><span class=\"credit\"><a class=\"external\" rel=\"license noopener\" \
                   href=\"https://creativecommons.org/licenses/by/4.0/\">creativecommons.org/licenses/by/4.0</a></span></figcaption>";
    assert!(html.contains(licence), "{html}");
    assert!(!html.contains("{credit") && !html.contains("{licence"), "{html}");
}

#[test]
fn within_a_line_it_is_said_on_the_image() {
    let html =
        page("# A\n\nSee ![dot](dot.svg \"A dot\"){credit='Li \"Wei\"' license=CC0} here, and ![dot](other.svg){not a block}.");
    assert!(html.contains("title=\"A dot. Li &quot;Wei&quot;. CC0\" loading=\"lazy\"> here"), "{html}");
    assert!(html.contains("{not a block}"), "what is no attribute block is text: {html}");
}

#[test]
fn an_image_takes_only_attributes_that_it_has() {
    let project = archive("# 甲\n\n![dot](dot.svg){#x .wide credti=Li}");
    let run = project.run(["check"]).code(1);
    for place in ["content/a.md:3:17", "content/a.md:3:20", "content/a.md:3:26"] {
        assert!(run.stderr.contains(place), "{}", run.stderr);
    }
    assert!(run.stderr.contains("did you mean `credit`?"), "{}", run.stderr);
}

#[test]
fn a_note_has_an_image_beside_its_facts() {
    let html = page(
        "---\ntitle: A\nimage:\n  file: dot.svg\n  alt: A \"dot\" <港>\n  caption: The 港口\n  credit: Photo Li\n  licence: CC BY 4.0\n---\nText.",
    );
    let facts = html.split("class=\"infobox\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("an infobox");
    assert!(facts.contains("<img src=\"dot.svg\" alt=\"A &quot;dot&quot; &lt;港&gt;\" width=\"40\" height=\"30\">"), "{facts}");
    let caption =
        "<figcaption>The <span lang=\"zh-Hans\">港口</span> <span class=\"credit\">Photo Li. CC BY 4.0</span></figcaption>";
    assert!(facts.contains(caption), "{facts}");
}

#[test]
fn the_image_is_checked_and_published_like_any_other() {
    for written in ["other.svg", "\"[[other.svg]]\""] {
        let project = archive(&format!("---\ntitle: A\nimage: {written}\n---\nText."));
        project.run(["build"]).code(0).stderr("warning[missing-alt]").stderr("content/a.md:3:8");
        assert!(project.has("output/other.svg") && !project.has("output/dot.svg"));
        assert!(project.read("output/a.html").contains("<img src=\"other.svg\" alt=\"\""));
    }
    archive("---\ntitle: A\nimage: missing.svg\n---\nText.")
        .run(["build"])
        .code(1)
        .stderr("error[broken-link]")
        .stderr("a.md:3:8");
    archive("---\ntitle: A\nimage: {file: dot.svg, alt: A, licenze: x}\n---\nText.")
        .run(["check"])
        .code(1)
        .stderr("error[invalid-value]")
        .stderr("did you mean `licence`?");
    archive("---\ntitle: A\nimage: {alt: A}\n---\nText.").run(["check"]).code(1).stderr("an image has no `file`");
    let remote = archive("---\ntitle: A\nimage: {file: https://example.org/a.png, alt: A}\n---\nText.");
    remote.run(["build"]).code(0).stderr("warning[remote-resource]");
    assert!(!remote.read("output/a.html").contains("example.org"), "nothing is fetched");
}
