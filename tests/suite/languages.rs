//! Pages in another language than English: no sign or blank of one stands in the other.

use crate::project::Project;

const ARCHIVE: &str = r#"
-- casebook.yaml --
title: 广州城市外交
language: zh-Hans
authors: [李伟, 王芳]
licence: 署名
base_url: https://example.org/
nav: [ships/ada]
-- content/ships/_kind.yaml --
name: ship
label: 船
fields:
  length: {type: number, unit: 米, label: 长度}
  built: {type: date, label: 建造}
  port: {type: reference, to: [port], many: true, label: 港口, inverse: {name: ships, label: 船只}}
index: {columns: [title, length, built, port]}
-- content/ports/_kind.yaml --
name: port
label: 港口
fields: {}
-- content/works/_kind.yaml --
name: work
role: work
label: 著作
fields: {}
-- content/works/guo.md --
---
title: 港口志
authors: [郭某]
---
-- content/ships/ada.md --
---
title: 阿达号
aliases: [大船, 老船]
tags: [船/帆船]
authors: [李伟, 王芳]
updated: 2024-03-01
length: 30
built: [{value: 1953, cite: "@guo"}, {value: 1954, cite: ["@guo, 页三", "@guo"]}]
port: [{to: 黄埔, since: 1953, until: 1960, note: 停泊}]
redirect_from: [ships/old]
image: {file: a.png, alt: 图, caption: 船, credit: 摄影李伟, licence: 公版}
claims:
  - {id: a, text: 船长三十米, about: [黄埔, 南沙], attributed_to: 王芳, cite: "@guo", supports: [b], as_of: 2020, confidence: low}
  - {id: b, text: 船长四十米, about: [黄埔, 南沙, 虎门, 中山], disputes: [a], cite: "@guo"}
---
文字{==一段==}{>>@编者 2026-11-02: 说明<<}，见[[黄埔]]。[@guo]

```index
from: ship
columns: [title, length, built, port]
```
-- content/ships/a.png --
-- content/ports/黄埔.md --
# 黄埔
-- content/ports/南沙.md --
# 南沙
-- content/ports/虎门.md --
# 虎门
-- content/ports/中山.md --
# 中山
-- content/ships/en.md --
---
title: Ada
lang: en
translation_of: ada
tags: [船]
---
"#;

/// The text of a page, a line for each block, and for what stands in a box or a colour of its own.
fn lines(html: &str) -> Vec<String> {
    const INLINE: [&str; 9] = ["a", "b", "span", "time", "em", "mark", "code", "q", "sup"];
    const APART: [&str; 10] =
        ["count", "claim-link", "contested-mark", "compare", "versus", "label", "qualifier", "from", "credit", "siblings-way"];
    // What a citation style prints is not the interface's.
    const PRINTED: [&str; 4] = ["citation", "cite", "claim-source", "cite-panel"];
    let body = html.split_once("<main").map_or("", |(_, body)| body);
    let mut text = String::new();
    // Of each open element its name, whether it begins a line, and whether it is left out.
    let mut open: Vec<(String, bool, bool)> = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let class = tag.split_once("class=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or("");
        let is_of = |classes: &[&str]| class.split(' ').any(|class| classes.contains(&class));
        let is_line = if tag.starts_with('/') {
            open.pop().is_none_or(|(_, is_line, _)| is_line)
        } else {
            let is_line = !INLINE.contains(&&*name) || is_of(&APART) || is_of(&PRINTED);
            if !matches!(&*name, "img" | "br" | "hr" | "input" | "meta" | "link") {
                open.push((name, is_line, is_of(&PRINTED)));
            }
            is_line
        };
        text.push_str(if is_line { "\n" } else { "" });
        text.push_str(if open.iter().any(|(.., is_left_out)| *is_left_out) { "" } else { words });
    }
    text.lines().map(|line| line.trim_end_matches('\n').to_owned()).collect()
}

/// Places where signs or blanks of Latin script stand beside Han.
fn slips(line: &str) -> Vec<String> {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || "。，、；：（）《》“”".contains(c);
    let is_sign = |c: char| "，、；：（）".contains(c);
    let chars: Vec<char> = line.chars().collect();
    let found = chars.windows(3).enumerate().filter(|(_, window)| match window[..] {
        [before, ',' | ';' | ':' | '(' | ')', _] if is_han(before) => true,
        [before, ' ', '('] => is_han(before),
        [before, ' ', after] => is_sign(before) || is_sign(after) || (is_han(before) && is_han(after)),
        _ => false,
    });
    found.map(|(at, _)| chars[at.saturating_sub(8)..(at + 10).min(chars.len())].iter().collect()).collect()
}

#[test]
fn a_chinese_page_has_no_blanks_and_signs_of_english() {
    let project = Project::new(ARCHIVE);
    project.run(["build", "--allow", "orphan-note"]).code(0);
    let pages = [
        "index",
        "ships/ada",
        "ships/en",
        "ships/index",
        "ships/old",
        "ports/黄埔",
        "works/guo",
        "404",
        "-/claims",
        "-/disputes",
        "-/annotations",
        "-/bibliography",
        "-/tags",
        "-/tags/船/帆船",
    ];
    let mut told = String::new();
    for page in pages {
        for line in lines(&project.read(&format!("output/{page}.html"))) {
            // In a sentence that is quoted a citation is as the style prints it.
            let line = line.replace("(郭, 不详)", "");
            told.extend(slips(&line).into_iter().map(|slip| format!("{page}: {slip}\n")));
        }
    }
    assert_eq!(told, "");
    let ada = project.read("output/ships/ada.html");
    for wanted in [
        "<span>作者：李伟、王芳</span>",
        "<span>更新于 <time datetime=\"2024-03-01\">2024年3月1日</time></span>",
        "<dt>长度<span class=\"unit\">（米）</span></dt>",
        "<span class=\"annotation-by\">编者，<time datetime=\"2026-11-02\">2026年11月2日</time>：</span>说明",
        "<span>许可：署名</span>",
        "<span class=\"credit\">摄影李伟。公版</span>",
        "<span>据王芳</span>",
    ] {
        assert!(ada.contains(wanted), "no {wanted} in {ada}");
    }
    let port = project.read("output/ports/黄埔.html");
    assert!(port.contains("<span class=\"label\">自 </span><time datetime=\"1953\">1953年</time>"), "{port}");
    assert!(project.read("output/ships/old.html").contains("现在的地址：<a href=\"../ships/ada.html\">阿达号</a></p>"));
    assert!(project.read("output/-/tags/船/帆船.html").contains("<span>上级标签：<a class=\"tag\""));
}
