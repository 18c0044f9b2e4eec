//! What a reader's browser makes of the pages, opened from disk: tables sorted and filtered by their address, cards, the keyboard,
//! phones; and that all is there without scripts. Without Chromium these tests are skipped, but under `CI` they fail.

pub(crate) mod devtools;

use std::path::Path;

use devtools::{Browser, DESKTOP, View, executable};

use crate::project::Project;

/// A phone's window.
const PHONE: View = View { width: 390, phone: true, scripts: true };
/// A reader who runs no scripts.
const PLAIN: View = View { width: 1280, phone: false, scripts: false };

/// A browser, or `None` with a word on why not.
pub(crate) fn browser() -> Option<Browser> {
    let found = executable();
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no Chromium on the PATH: `tests/run` installs it");
        #[allow(clippy::print_stderr)]
        {
            eprintln!("skipped: no Chromium on the PATH (chromium, chromium-browser, google-chrome)");
        }
    }
    found.map(|path| Browser::start(&path))
}

fn address(project: &Project, page: &str) -> String {
    format!("file://{}", project.path("output").join(page).display())
}

/// Fifteen ports, a work, notes that link and cite.
fn harbours() -> Project {
    let mut archive = String::from(
        "\
-- casebook.yaml --
title: Harbours
-- content/ports/_kind.yaml --
name: port
label: {one: Port, other: Ports}
role: place
fields:
  names: {type: names}
  opened: {type: date}
  berths: {type: integer}
  coast: {type: choice, of: [south, east]}
index: {columns: [title, names.zh-Hans, opened, berths, coast], sort: title, facets: [coast]}
-- content/works/_kind.yaml --
name: work
label: {one: Work, other: Works}
role: work
fields: {issued: {type: date, csl: issued}}
-- content/works/li2001.md --
---
title: Tides of the Estuary
authors: [Li Wei]
issued: 2001
cite_as: li2001
---
A study.
-- content/guide.md --
---
title: A guide
---
Ships call at [[port-03|the third port]], says [@li2001, p. 7].

| a very wide table | with | many | columns | that | no | phone | can | hold | beside | one | another |
|---|---|---|---|---|---|---|---|---|---|---|---|
| internationalisation | internationalisation | internationalisation | x | x | x | x | x | x | x | x | x |

```
a line of code that is much longer than any telephone is wide, and that must scroll within its own box and nowhere else
```

https://example.org/a/very/long/address/that/has/no/place/to/break/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz
",
    );
    for n in 1..=15 {
        let coast = if n % 3 == 0 { "east" } else { "south" };
        let summary = if n == 3 { "summary: Where the third river ends\n" } else { "" };
        archive.push_str(&format!(
            "-- content/ports/port-{n:02}.md --\n---\ntitle: Port {n:02}\nnames: {{zh-Hans: 港口{n}, pinyin: gǎngkǒu}}\n{summary}opened: {}\n\
             berths: {}\ncoast: {coast}\n---\nA port.\n",
            1950 - n,
            n * 7 % 16 + 20,
        ));
    }
    let project = Project::new(&archive);
    project.run(["build"]).code(0);
    project
}

const ROWS: &str = ".main-listing tbody th";

/// `Port 05` for 5.
fn ports(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|n| format!("Port {n:02}")).collect()
}

#[test]
fn a_table_obeys_its_address_and_is_whole_without_scripts() {
    let Some(mut browser) = browser() else { return };
    let project = harbours();
    let page = address(&project, "ports/index.html");
    let all: Vec<u32> = (1..=15).collect();

    // Without scripts: every row, in the table's order, and no tool that would do nothing.
    let mut tab = browser.open(&format!("{page}?sort=-berths&q=05"), PLAIN);
    assert_eq!(tab.texts(ROWS), ports(&all));
    assert_eq!(
        tab.value("[...document.querySelectorAll('.listing button, .listing input')].filter(e => e.offsetWidth).length"),
        0
    );
    assert_eq!(tab.close().0, [""; 0]);

    let mut shown = |query: &str| {
        let mut tab = browser.open(&format!("{page}{query}"), DESKTOP);
        let rows = tab.texts(ROWS);
        let sorted = tab.value(
            "[...document.querySelectorAll('th[aria-sort]')].map(e => e.dataset.key + ' ' + e.getAttribute('aria-sort')).join()",
        );
        assert_eq!(tab.close().0, [""; 0], "{query}");
        (rows, sorted.as_str().unwrap().to_owned())
    };
    assert_eq!(shown(""), (ports(&all), "title ascending".to_owned()));
    let mut by_berths = all.clone();
    by_berths.sort_by_key(|n| n * 7 % 16);
    assert_eq!(shown("?sort=berths"), (ports(&by_berths), "berths ascending".to_owned()));
    by_berths.reverse();
    assert_eq!(shown("?sort=-berths"), (ports(&by_berths), "berths descending".to_owned()));
    assert_eq!(shown("?f.coast=east&sort=opened").0, ports(&[15, 12, 9, 6, 3]));
    assert_eq!(shown("?q=port+13").0, ports(&[13]));
    assert_eq!(shown("?q=%E6%B8%AF%E5%8F%A314").0, ports(&[14]), "Han");
    assert_eq!(shown("?q=gangkou&f.coast=east").0.len(), 5, "pinyin without tones");
    assert_eq!(shown("?q=nothing+like+it").0.len(), 0);

    // And by hand: a click on a head sorts, typing filters, the address follows.
    let mut tab = browser.open(&page, DESKTOP);
    tab.value("document.querySelector('th[data-key=opened] button').click()");
    assert_eq!(tab.texts(ROWS)[0], "Port 15");
    tab.value("document.querySelector('th[data-key=opened] button').click()");
    assert_eq!(tab.texts(ROWS)[0], "Port 01");
    tab.press("/");
    for key in ["p", "o", "r", "t", " ", "1", "4"] {
        tab.press(key);
    }
    assert_eq!(tab.texts(ROWS), ports(&[14]));
    assert_eq!(tab.value("location.search"), "?q=port+14&sort=-opened");
    assert_eq!(tab.texts("[data-status]"), ["1 of 15 entries"]);
    assert_eq!(tab.close().0, [""; 0]);
}

#[test]
fn a_link_shows_its_card_and_a_citation_its_entry() {
    let Some(mut browser) = browser() else { return };
    let project = harbours();
    let mut tab = browser.open(&address(&project, "guide.html"), DESKTOP);
    tab.point_at("#_main p a[href*='port-03']");
    tab.wait_until("!!document.querySelector('#card')");
    assert_eq!(tab.texts("#card .card-kind"), ["Port"]);
    assert_eq!(tab.texts("#card .card-title"), ["Port 03 港口3"]);
    assert_eq!(tab.texts("#card .card-summary"), ["Where the third river ends"]);
    tab.press("Escape");
    tab.wait_until("!document.querySelector('#card')");
    tab.point_at("#_main p a.cite");
    tab.wait_until("!!document.querySelector('#card .card-entry')");
    let entry = tab.texts("#card .card-entry").concat();
    assert!(entry.contains("Li") && entry.contains("Tides of the Estuary"), "{entry}");
    // The keyboard's focus shows it as well.
    tab.press("Escape");
    tab.wait_until("!document.querySelector('#card')");
    tab.value("document.querySelector('#_main p a').focus()");
    tab.wait_until("!!document.querySelector('#card .card-title')");
    let (troubles, requests) = tab.close();
    assert_eq!(troubles, [""; 0]);
    assert!(requests.iter().all(|url| url.starts_with("file://")), "{requests:?}");

    // Without scripts the entry stands below the text, and the citation leads to it.
    let mut tab = browser.open(&address(&project, "guide.html"), PLAIN);
    assert_eq!(
        tab.value("document.getElementById(document.querySelector('a.cite').hash.slice(1)).textContent.includes('Tides')"),
        true
    );
    tab.close();
}

#[test]
fn a_citation_is_saved_as_a_file_named_after_its_page() {
    let Some(mut browser) = browser() else { return };
    let project = harbours();
    let mut tab = browser.open(&address(&project, "works/li2001.html"), DESKTOP);
    let names = "[...document.querySelectorAll('.cite-panel a[download]')].map(a => a.download).join(' ')";
    let all = "li2001.bib li2001.ris li2001.json li2001-page.bib li2001-page.ris li2001-page.json";
    assert_eq!(tab.value(names), all);
    // A blob's address and its bytes, as a click would save them.
    let saved = |nth: u32| {
        format!(
            "(() => {{ const link = document.querySelectorAll('.cite-panel a[download]')[{nth}]; \
             link.addEventListener('click', event => event.preventDefault()); link.click(); \
             const got = new XMLHttpRequest(); got.open('GET', link.href, false); got.send(); \
             return got.responseText; }})()"
        )
    };
    let bibtex = tab.value(&saved(0));
    assert!(bibtex.as_str().is_some_and(|text| text.starts_with("@misc{li2001,")), "{bibtex}");
    let json = tab.value(&saved(2));
    let items: serde_json::Value = serde_json::from_str(json.as_str().unwrap_or("")).unwrap_or_default();
    assert_eq!(items[0]["id"], "li2001", "{json}");
    assert_eq!(tab.close().0, [""; 0]);
}

/// How far an element's content reaches beyond the window, and what reaches farthest.
const OVERFLOW: &str = "(() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return '';
    const clipped = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
        if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
    const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > page.clientWidth + 1 && !clipped(e));
    return page.scrollWidth + ' px: ' + wide.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ');
})()";

#[test]
fn nothing_overflows_a_phone() {
    let Some(mut browser) = browser() else { return };
    let project = harbours();
    for page in ["index.html", "guide.html", "ports/index.html", "ports/port-03.html", "works/li2001.html", "-/bibliography.html"]
    {
        for view in [PHONE, View { width: 320, ..PHONE }, View { scripts: false, ..PHONE }] {
            let mut tab = browser.open(&address(&project, page), view);
            assert_eq!(tab.value("innerWidth"), view.width, "{page}: the window is not {} wide", view.width);
            assert_eq!(tab.value(OVERFLOW), "", "{page} at {} px", view.width);
            assert_eq!(tab.close().0, [""; 0], "{page}");
        }
    }
}

#[test]
fn on_a_phone_the_first_column_stays_with_its_head_and_its_lines() {
    let Some(mut browser) = browser() else { return };
    let project = harbours();
    project.run(["build"]).code(0);
    let mut tab = browser.open(&address(&project, "ports/index.html"), PHONE);
    let moved = tab.value(
        "(() => { const box = document.querySelector('.table-scroll'); box.scrollLeft = 60;
           const left = box.getBoundingClientRect().left;
           const firsts = [...box.querySelectorAll('tr > :first-child')];
           return [box.scrollLeft, firsts.length, firsts.filter(cell => cell.getBoundingClientRect().left === left).length]; })()",
    );
    assert_eq!(moved, serde_json::json!([60, 16, 16]), "scrolled by, rows, rows whose first cell stays");
    // A line that the whole table draws would stay behind, beside the one that goes with the cell.
    let lines = tab.value(
        "(() => { const cell = getComputedStyle(document.querySelector('tbody tr th'));
           return [getComputedStyle(document.querySelector('.listing table')).borderCollapse, cell.borderBottomWidth,
             / 0px 0px 0px inset/.test(cell.boxShadow)]; })()",
    );
    assert_eq!(lines, serde_json::json!(["separate", "1px", true]));
    tab.close();
}

/// Every page of the archive in this repository, from disk, at a phone's width: no request fails, none leaves the site, no script
/// fails, nothing overflows.
#[test]
fn the_archive_of_this_repository_holds_in_a_browser() {
    let Some(mut browser) = browser() else { return };
    let project = Project::new("");
    let root = env!("CARGO_MANIFEST_DIR");
    let output = project.path("output");
    project.run_with(&["build", "--keep-going", "--root", root, "--output", &output.display().to_string()], &[]);
    let mut pages: Vec<_> = walkdir::WalkDir::new(&output)
        .into_iter()
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(|path| path.extension().is_some_and(|extension| extension == "html"))
        // The page for lost addresses is only ever served, from any depth: it names its files from the root.
        .filter(|path| !path.ends_with("404.html") && !is_redirect(path))
        .collect();
    pages.sort();
    assert!(pages.len() > 50, "{} pages", pages.len());
    let mut faults = Vec::new();
    let mut tab = browser.open("about:blank", PHONE);
    for page in &pages {
        tab.go(&format!("file://{}", page.display()));
        let wide = tab.value(OVERFLOW);
        let (mut troubles, requests) = tab.noticed();
        troubles.extend(wide.as_str().filter(|wide| !wide.is_empty()).map(str::to_owned));
        troubles.extend(requests.into_iter().filter(|url| !url.starts_with("file://") && !url.starts_with("data:")));
        faults.extend(troubles.iter().map(|trouble| format!("{}: {trouble}", page.display())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A page that leads elsewhere at once.
fn is_redirect(path: &Path) -> bool {
    std::fs::read_to_string(path).expect("a page").contains("http-equiv=\"refresh\"")
}

/// A dataset on three pages is filtered and sorted as one, on any of them.
#[test]
fn a_long_dataset_is_one_table_to_its_reader() {
    let Some(mut browser) = browser() else { return };
    let rows: String = (1..=1300).map(|n| format!("{},{}\n", 1000 + n, n * 7 % 1301 + 5000)).collect();
    let project = Project::new(&format!(
        "-- casebook.yaml --\ntitle: Ships\n-- content/data/_kind.yaml --\nname: dataset\nrole: dataset\n-- content/data/fair.md --\n---\n\
         title: The Fair\ncolumns: {{buyers: {{type: integer}}}}\n---\nEvery year.\n-- content/data/fair.csv --\nyear,buyers\n{rows}"
    ));
    project.run(["build"]).code(0);
    let mut tab = browser.open(&address(&project, "-/lists/data/fair/rows/-/2.html"), DESKTOP);
    assert_eq!(tab.texts("tbody tr:first-child th"), ["1501"]);
    tab.press("/");
    for key in ["1", "0", "0", "7"] {
        tab.press(key);
    }
    tab.wait_until("document.querySelectorAll('tbody tr').length === 1");
    assert_eq!(tab.texts("tbody tr th"), ["1007"]);
    tab.value(
        "const field = document.querySelector('input[type=search]'); field.value = ''; field.dispatchEvent(new Event('input'))",
    );
    tab.value("document.querySelector('th[data-key=buyers] button').click()");
    assert_eq!(tab.texts("tbody tr:first-child td"), ["5001"]);
    assert_eq!(tab.value("document.querySelectorAll('tbody tr').length"), 500);
    assert_eq!(tab.close().0, [""; 0]);
}

/// An `index` block in groups on three pages is filtered in its groups, on any of them.
#[test]
fn a_long_index_block_keeps_its_groups() {
    let Some(mut browser) = browser() else { return };
    let mut archive = String::from(
        "-- casebook.yaml --\ntitle: Ships\n-- content/overview.md --\n# Overview\n\n```index\nfrom: ship\ngroup: port\n```\n\
         -- content/ships/_kind.yaml --\nname: ship\nfields: {port: {type: choice, of: [Canton, Macau], many: true}}\n",
    );
    for n in 1..=1200 {
        let port = if n % 4 == 0 { "[Canton, Macau]" } else { "Canton" };
        archive.push_str(&format!("-- content/ships/s{n}.md --\n---\ntitle: Ship {n:04}\nport: {port}\n---\n"));
    }
    let project = Project::new(&archive);
    project.run(["build"]).code(0);
    let filter = |text: &str| {
        format!(
            "(field => {{ field.value = '{text}'; field.dispatchEvent(new Event('input')); }})\
             (document.querySelector('input[type=search]'))"
        )
    };
    for page in ["overview.html", "-/lists/overview/table-1/-/3.html"] {
        let mut tab = browser.open(&address(&project, page), DESKTOP);
        tab.value(&filter("0008"));
        tab.wait_until("document.querySelectorAll('tbody tr').length === 4");
        assert_eq!(tab.texts("tbody tr th"), ["Canton 1200", "Ship 0008", "Macau 300", "Ship 0008"], "{page}");
        assert_eq!(tab.texts("[data-status]"), ["1 of 1200 entries"], "{page}");
        tab.value("document.querySelector('th[data-key=title] button').click()");
        tab.value(&filter("ship"));
        assert_eq!(tab.value("document.querySelectorAll('tbody tr').length"), 501, "{page}");
        tab.value("[...document.querySelectorAll('.pages ol button')].pop().click()");
        assert_eq!(tab.texts("tr.group"), ["Canton 1200", "Macau 300"], "{page}");
        assert_eq!(tab.texts("tbody:last-child tr:last-child th"), ["Ship 0004"], "sorted from last to first on {page}");
        assert_eq!(tab.close().0, [""; 0]);
    }
}
