//! SVG images on their way to the site: what draws stays, what could run or fetch goes.

use casebook::render::svg::{sanitise, size};

fn cleaned(svg: &str) -> (String, Vec<String>) {
    let (bytes, removed) = sanitise(svg.as_bytes()).unwrap_or_else(|error| panic!("{svg}: {error}"));
    (String::from_utf8(bytes).unwrap(), removed.into_iter().map(|part| part.what).collect())
}

const ROOT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";

#[test]
fn a_drawing_stays_as_it_is() {
    let within = r##" viewBox="0 0 9 9"><defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs><rect fill="url(#a)" width="9"/><text>桥 &amp; bridge</text><use xlink:href="#a"/></svg>"##;
    let (svg, removed) =
        cleaned(&format!("<?xml version=\"1.0\"?><!-- made by hand --><svg xmlns=\"http://www.w3.org/2000/svg\"{within}"));
    assert_eq!(svg, format!("{ROOT}{within}\n"));
    assert!(removed.is_empty(), "{removed:?}");
}

#[test]
fn what_could_run_or_fetch_is_left_out_and_said() {
    let cases = [
        ("<script>alert(1)</script>", "`<script>`"),
        ("<script href=\"x.js\"/>", "`<script>`"),
        ("<rect onclick=\"alert(1)\"/>", "`onclick` of `<rect>`"),
        ("<rect OnLoad=\"alert(1)\"/>", "`OnLoad` of `<rect>`"),
        ("<foreignObject><body onload=\"x\"/></foreignObject>", "`<foreignObject>`"),
        ("<a href=\"javascript:alert(1)\"><text>x</text></a>", "`href` of `<a>`"),
        ("<a xlink:href=\" java&#115;cript:alert(1)\"/>", "`xlink:href` of `<a>`"),
        ("<image href=\"https://example.org/x.png\"/>", "`href` of `<image>`"),
        ("<image href=\"data:image/svg+xml;base64,PHN2Zz4=\"/>", "`href` of `<image>`"),
        ("<use href=\"other.svg#x\"/>", "`href` of `<use>`"),
        ("<rect fill=\"url(https://example.org/x)\"/>", "`fill` of `<rect>`"),
        ("<rect style=\"fill: url('//example.org/x')\"/>", "`style` of `<rect>`"),
        ("<style>@import 'https://example.org/x.css';</style>", "`<style>`"),
        ("<style><![CDATA[ rect { fill: \\75rl(x) } ]]></style>", "`<style>`"),
        ("<a><set attributeName=\"href\" to=\"javascript:alert(1)\"/></a>", "`<set>`"),
        ("<animate attributeName=\"onclick\" values=\"alert(1)\"/>", "`<animate>`"),
        ("<iframe src=\"https://example.org\"/>", "`<iframe>`"),
    ];
    for (part, what) in cases {
        let (svg, removed) = cleaned(&format!("<svg>{part}<path d=\"M0 0\"/></svg>"));
        assert_eq!(removed, [what], "{part}");
        for trace in ["script", "alert", "example.org", "other.svg", "data:"] {
            assert!(!svg.contains(trace), "{part}: {svg}");
        }
        assert!(svg.contains("<path d=\"M0 0\"/>"), "{part}: {svg}");
    }
}

#[test]
fn the_place_of_what_was_left_out_is_known() {
    let svg = "<svg>\n桥<script>x</script></svg>";
    let removed = sanitise(svg.as_bytes()).unwrap().1;
    assert_eq!(&svg[removed[0].span.clone()], "<script>");
}

#[test]
fn pixels_and_fonts_that_travel_in_the_file_stay() {
    let part =
        "<image href=\"data:image/png;base64,iVBORw0KGgo=\"/><style>@font-face { src: url(data:font/woff2;base64,AA) }</style>";
    let (svg, removed) = cleaned(&format!("<svg>{part}</svg>"));
    assert!(removed.is_empty(), "{removed:?}");
    assert!(svg.contains("iVBORw0KGgo=") && svg.contains("data:font/woff2"), "{svg}");
}

#[test]
fn notes_of_drawing_programs_go_without_a_word() {
    let (svg, removed) = cleaned(
        "<!DOCTYPE svg [<!ENTITY ns \"http://example.org/\">]><svg xmlns:i=\"&ns;\"><metadata><x/></metadata><i:page i:zoom=\"1\"/><g i:label=\"Layer\"/></svg>",
    );
    assert_eq!(svg, format!("{ROOT}><g/></svg>\n"));
    assert!(removed.is_empty(), "{removed:?}");
}

#[test]
fn entities_are_never_expanded() {
    let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><svg><text>x&b;y</text></svg>";
    assert!(cleaned(bomb).0.contains("<text>xy</text>"));
}

#[test]
fn what_is_no_svg_is_refused() {
    for file in ["", "plain", "<html/>", "<svg>", "<svg><g></svg>", "<svg/", "\u{feff}<svg"] {
        assert!(sanitise(file.as_bytes()).is_err(), "{file:?}");
    }
    assert!(sanitise(b"<svg>\xff</svg>").is_err());
    assert!(sanitise("\u{feff}<svg/>".as_bytes()).is_ok());
}

#[test]
fn deep_nesting_is_no_danger() {
    let deep = format!("<svg>{}{}</svg>", "<g>".repeat(100_000), "</g>".repeat(100_000));
    assert!(sanitise(deep.as_bytes()).is_ok());
}

#[test]
fn an_image_says_how_large_it_is() {
    let cases = [
        ("<svg width=\"40\" height=\"30px\"/>", Some((40, 30))),
        ("<?xml version=\"1.0\"?><!-- x --><svg viewBox=\"0 0 40.4 30.6\"></svg>", Some((40, 31))),
        ("<svg viewBox=\"0,0,40,30\" width=\"80\"/>", Some((80, 60))),
        ("<svg viewBox=\"0 0 40 30\" width=\"100%\" height=\"100%\"/>", Some((40, 30))),
        ("<svg width=\"1in\" height=\"72pt\"/>", Some((96, 96))),
        ("<svg width=\"40\"/>", None),
        ("<svg viewBox=\"0 0 0 1e999\"/>", None),
        ("<svg viewBox=\"0 0 1e300 1\"/>", None),
        ("<html/>", None),
        ("", None),
    ];
    for (svg, pixels) in cases {
        assert_eq!(size(svg.as_bytes()), pixels, "{svg}");
    }
}
