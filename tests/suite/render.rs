//! Bodies as HTML: `tests/cases/render/*.md` and, below, what a body cannot be written for.

use casebook::render::highlight::Highlighter;
use casebook::render::markdown::{self, BodyHtml, Markup, RenderContext};
use casebook::render::phrases::Phrases;
use casebook::site::body::{Element, Event, Footnote, ResolvedBody};
use casebook::theme::Theme;

/// Renders a body as the page `concepts/a.html` of an English archive.
pub fn render(body: &ResolvedBody<'_>) -> BodyHtml {
    render_in(body, "en")
}

pub fn render_in(body: &ResolvedBody<'_>, language: &str) -> BodyHtml {
    with_context(language, |context| markdown::body(body, context))
}

/// Hands over the context of the page `concepts/a.html` in a language, of an English archive.
pub fn with_context<T>(language: &str, then: impl FnOnce(&RenderContext<'_>) -> T) -> T {
    let theme = Theme::embedded();
    let texts = theme.texts("en");
    let highlighter = Highlighter::default();
    let markup =
        Markup { texts, phrases: Phrases::new(texts), language: "en", han_language: "zh-Hans", highlighter: &highlighter };
    let context = RenderContext {
        markup: &markup,
        root: "../",
        page: "concepts/a.html",
        language,
        table: &|table| format!("<table id=\"{}\">", table.id),
    };
    then(&context)
}

/// Events of a paragraph.
fn paragraph<'a>(events: impl IntoIterator<Item = Event<'a>>) -> ResolvedBody<'a> {
    let mut all = vec![Event::Start(Element::Paragraph)];
    all.extend(events);
    all.push(Event::End);
    ResolvedBody { events: all, ..ResolvedBody::default() }
}

fn block(html: &str) -> String {
    let body = ResolvedBody { events: vec![Event::Html { block: true, html }], ..ResolvedBody::default() };
    render(&body).html
}

fn inline(html: &str) -> Event<'_> {
    Event::Html { block: false, html }
}

#[test]
fn raw_html_passes_through_an_allow_list() {
    let cases = [
        ("<div class=\"a\" title='b'>x</div>", "<div class=\"a\" title=\"b\">x</div>"),
        ("<DIV CLASS=a>x</DIV >", "<div class=\"a\">x</div>"),
        ("<div\n class=\"a\"\n>x</div>", "<div class=\"a\">x</div>"),
        ("<script>alert(1)</script>x", "x"),
        ("<SCRIPT>alert(1)</ScRiPt >x", "x"),
        ("<script>alert('</scripty>')</script>x", "x"),
        ("<style>p { color: red }</style>", ""),
        ("<p style=\"color: red\" onclick=\"alert(1)\">x</p>", "<p>x</p>"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<a href=\"javascript:alert(1)\">x</a>", "<a>x</a>"),
        ("<a href=\" javascript:alert(1)\">x</a>", "<a>x</a>"),
        ("<a href=\"java&#115;cript:alert(1)\">x</a>", "<a>x</a>"),
        ("<a href=\"https://example.org/?a&amp;b\">x</a>", "<a href=\"https://example.org/?a&amp;b\" rel=\"noopener\">x</a>"),
        (
            "<a href=\"https://example.org/\" href=\"javascript:x\">x</a>",
            "<a href=\"https://example.org/\" rel=\"noopener\">x</a>",
        ),
        ("<p title='a\"><script>alert(1)</script>'>x</p>", "<p title=\"a&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">x</p>"),
        ("<p title=\"a'b\">x</p>", "<p title=\"a'b\">x</p>"),
        ("<!-- a comment --><b>x</b><!-->y-->", "<b>x</b>y--&gt;"),
        ("<svg><script>alert(1)</script></svg>x", "x"),
        ("<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">", ""),
        ("<iframe src=\"https://example.org\"></iframe>x", "x"),
        ("<b>x", "<b>x</b>"),
        ("x</b></p></div>", "x"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<p>a<div>b</div>", "<p>a</p><div>b</div>"),
        ("a &amp; b &nbsp; c & d &lt;script>", "a &amp; b &nbsp; c &amp; d &lt;script&gt;"),
        ("a < b <3 <", "a &lt; b &lt;3 &lt;"),
        ("<b", "&lt;b"),
        ("<b x=\"", "&lt;b x=&quot;"),
        (
            "<details open><summary>s</summary>桥</details>",
            "<details open=\"\"><summary>s</summary><span lang=\"zh-Hans\">桥</span></details>",
        ),
        ("<br/><hr />", "<br><hr>"),
        ("<?php x ?><![CDATA[ y ]]><!DOCTYPE z>w", "w"),
        ("<span lang=\"zh\">桥</span>", "<span lang=\"zh\">桥</span>"),
        ("<a href=\"#x\"><a href=\"#y\">z</a></a>", "<a href=\"#x\">z</a>"),
    ];
    for (written, shown) in cases {
        assert_eq!(block(written), shown, "{written}");
    }
}

#[test]
fn raw_tags_are_balanced_within_the_element_they_stand_in() {
    let body =
        paragraph([inline("<b>"), Event::Start(Element::Emphasis), inline("<i>"), Event::Text("x"), inline("</b>"), Event::End]);
    assert_eq!(render(&body).html, "<p><b><em><i>x</i></em></b></p>\n");
    let body = paragraph([Event::Text("a"), inline("<div>"), Event::Text("b"), inline("</div>"), inline("</p>")]);
    assert_eq!(render(&body).html, "<p>ab</p>\n");
}

#[test]
fn a_raw_block_may_hold_markdown() {
    let mut body = paragraph([Event::Text("x")]);
    body.events.insert(0, Event::Html { block: true, html: "<div\n" });
    body.events.insert(1, Event::Html { block: true, html: "class=\"a\"><p>" });
    body.events.push(Event::Html { block: true, html: "</div>" });
    assert_eq!(render(&body).html, "<div class=\"a\"><p></p><p>x</p>\n</div>");
}

#[test]
fn raw_html_takes_linear_time() {
    let start = std::time::Instant::now();
    let shapes = [
        "<",
        "<a ",
        "<b>",
        "</b>",
        "<!--",
        "<script>",
        "<a b='",
        "&",
        "<![CDATA[",
        "<?",
        "<p ",
        "<x y=z ",
        "<svg>",
        "</script",
        "<a\u{6865}",
    ];
    for shape in shapes {
        let _ = block(&shape.repeat(100_000));
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn han_carries_its_language_and_a_line_break_between_han_is_nothing() {
    let cases: [(&[Event<'_>], &str); 9] = [
        (&[Event::Text("a 桥头堡 b")], "a <span lang=\"zh-Hans\">桥头堡</span> b"),
        (&[Event::Text("《外交部》。")], "<span lang=\"zh-Hans\">《外交部》。</span>"),
        (&[Event::Text("a，b")], "a，b"),
        (&[Event::Text("とうきょう東京")], "<span lang=\"ja\">とうきょう東京</span>"),
        (&[Event::Text("广"), Event::SoftBreak, Event::Text("州 x")], "<span lang=\"zh-Hans\">广州</span> x"),
        (&[Event::Text("广州，"), Event::SoftBreak, Event::Text("深圳")], "<span lang=\"zh-Hans\">广州，深圳</span>"),
        (&[Event::Text("广州"), Event::SoftBreak, Event::Text("a")], "<span lang=\"zh-Hans\">广州</span>\na"),
        (&[Event::Text("a"), Event::SoftBreak, Event::Text("b")], "a\nb"),
        (
            &[Event::Start(Element::Strong), Event::Text("广"), Event::End, Event::SoftBreak, Event::Text("州")],
            "<strong><span lang=\"zh-Hans\">广</span></strong><span lang=\"zh-Hans\">州</span>",
        ),
    ];
    for (events, shown) in cases {
        assert_eq!(render(&paragraph(events.to_vec())).html, format!("<p>{shown}</p>\n"));
    }
    let chinese = paragraph([Event::Text("广"), Event::SoftBreak, Event::Text("州")]);
    assert_eq!(render_in(&chinese, "zh-Hans").html, "<p>广州</p>\n");
}

#[test]
fn a_note_in_a_link_comes_after_it_and_a_link_in_a_link_is_its_words() {
    use casebook::site::body::{Destination, Link};
    let link = |url| Event::Start(Element::Link(Box::new(Link { to: Destination::Away(url), title: None })));
    let mut body = paragraph([
        link("mailto:a@b"),
        Event::Text("x"),
        Event::FootnoteMark(0),
        link("https://b/"),
        Event::Text("y"),
        Event::End,
        Event::End,
    ]);
    body.footnotes.push(Footnote { events: paragraph([Event::Text("n")]).events });
    let made = render(&body);
    let mark = "<sup class=\"fnref\" id=\"fn-ref-1\"><a href=\"#fn-1\" role=\"doc-noteref\" aria-label=\"Note 1\">1</a></sup>";
    let aside = "<span class=\"sidenote\" aria-hidden=\"true\"><span class=\"sidenote-number\">1</span> n</span>";
    assert_eq!(made.html, format!("<p><a href=\"mailto:a@b\">xy</a>{mark}{aside}</p>\n"));
    assert_eq!(made.footnotes[0].html, "<p>n</p>\n");
    assert_eq!(made.footnotes[0].refs, ["fn-ref-1"]);
    assert!(made.footnotes[0].aside);
}

#[test]
fn a_formula_carries_no_style_and_a_wrong_one_is_marked() {
    let math = |tex| render(&paragraph([Event::Math { display: false, tex }])).html;
    assert_eq!(math("x^2"), "<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>\n");
    assert!(math("\\begin{aligned}a&=b\\end{aligned}\\!\\color{red}x").contains("class=\"m-right m-close-right\""));
    assert!(!math("\\begin{align}a&=b\\label{x}\\end{align}\\!\\color{red}x\\ref{x}\\textsc{a}").contains(" style="));
    assert!(!math("\\begin{equation}a\\label{x}\\end{equation}\\ref{x}").contains(" id="));
    assert!(math("\\nonsense").contains("<span class=\"fault\" title=\"error[invalid-math]"), "{}", math("\\nonsense"));
    assert!(math("\\text{<b>&\"}").contains("&lt;b&gt;&amp;"), "{}", math("\\text{<b>&\"}"));
}

#[test]
fn formulas_of_any_depth_are_no_danger() {
    for shape in ["{", "\\sqrt", "\\frac a", "x^{", "\\left(", "\\text{", "\\begin{matrix}", "'", "x_", "\\\\", "&"] {
        let tex = shape.repeat(16_000 / shape.len());
        let _ = casebook::note::math::to_mathml(&tex, true);
        let _ = casebook::note::math::to_mathml(&tex.repeat(4), true);
    }
}

#[test]
fn code_has_colours_by_classes_and_only_where_they_say_something() {
    let code = |info, text| {
        let events = vec![Event::Start(Element::CodeBlock(info)), Event::Text(text), Event::End];
        render(&ResolvedBody { events, ..ResolvedBody::default() })
    };
    let rust = code("rust,ignore", "fn main() {}\n");
    assert_eq!(
        rust.html,
        "<pre class=\"code\" data-lang=\"rust\" tabindex=\"0\"><code><span class=\"s-storage s-type s-function\">fn</span> \
         <span class=\"s-entity s-name s-function\">main</span>() {}\n</code></pre>\n"
    );
    assert!(rust.has_code);
    for info in ["", "text", "no-such-language", "\"><script>"] {
        let plain = code(info, "a <b> & \"c\"\n");
        assert!(plain.html.ends_with("<code>a &lt;b&gt; &amp; &quot;c&quot;\n</code></pre>\n"), "{}", plain.html);
        assert!(!plain.has_code && !plain.html.contains("<script"));
    }
    let long = "(".repeat(300_000);
    assert!(code("js", &long).html.contains(&long));
    let long = format!("x = 1\n{}\ny = 2\n", "(".repeat(100_000));
    assert!(code("python", &long).has_code);
}

mod any_text {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_a_formula_or_none(tex in "[\\\\{}^_&$a-z0-9 ()'|桥\n\"<>]{0,60}|\\PC{0,60}") {
            if let Err(error) = casebook::note::math::to_mathml(&tex, true) {
                prop_assert!(tex.get(error.span).is_some());
            }
        }

        #[test]
        fn is_safe_as_raw_html(html in "(<[/a-z !]?|[a-z]{0,6}|[\"'=> ]|<script>|onclick=|javascript:|&#x|;|桥|<a href=|<svg|-->|\\PC){0,40}") {
            let made = super::block(&html);
            // What a browser makes of it holds nothing that is not on the list: cleaning it again by another hand changes no element.
            let clean = ammonia::Builder::default()
                .add_tags(["section", "address"])
                .add_generic_attributes(["class", "dir"])
                .add_tag_attributes("details", ["open"])
                .link_rel(None)
                .clean(&made)
                .to_string();
            prop_assert_eq!(tags(&clean), tags(&made), "{}", made);
        }
    }

    /// The tags of finished markup, sorted: a parser may move some.
    fn tags(html: &str) -> Vec<String> {
        let mut tags: Vec<_> =
            html.split('<').skip(1).filter_map(|tag| tag.split(['>', ' ']).next()).map(str::to_owned).collect();
        tags.sort();
        tags
    }
}
