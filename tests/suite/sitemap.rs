//! The sitemap: what it names, and what becomes of it past the limits of its format.

use casebook::export::sitemap::{ADDRESSES, Entry, files};

use crate::project::Project;

fn entries(count: usize) -> Vec<Entry> {
    let entry = |n: usize| Entry {
        address: format!("notes/n{n}.html"),
        changed: n.is_multiple_of(3).then(|| format!("20{:02}-01-01", n % 50)),
    };
    (0..count).map(entry).collect()
}

fn written(count: usize) -> Vec<(String, String)> {
    let text = |bytes| String::from_utf8(bytes).expect("text");
    let files = files("https://example.org/a/", &entries(count));
    files.into_iter().map(|(route, bytes)| (route.path().as_str().to_owned(), text(bytes))).collect()
}

#[test]
fn as_many_addresses_as_the_format_allows_are_one_file() {
    let files = written(ADDRESSES);
    let [(path, text)] = &*files else { panic!("{} files", files.len()) };
    assert_eq!(path, "sitemap.xml");
    assert_eq!(text.matches("<url><loc>https://example.org/a/notes/n").count(), ADDRESSES);
}

#[test]
fn more_are_named_by_an_index_of_files_beside_it() {
    let files = written(2 * ADDRESSES + 1);
    let paths: Vec<&str> = files.iter().map(|(path, _)| &**path).collect();
    assert_eq!(paths, ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]);
    let counts: Vec<usize> = files.iter().map(|(_, text)| text.matches("<url>").count()).collect();
    assert_eq!(counts, [ADDRESSES, ADDRESSES, 1, 0]);
    // Every address stands once, in order.
    let all: Vec<&str> = files.iter().flat_map(|(_, text)| text.split("<url><loc>").skip(1)).collect();
    for (number, address) in all.iter().enumerate() {
        assert!(address.starts_with(&format!("https://example.org/a/notes/n{number}.html</loc>")), "{address}");
    }
    assert_eq!(
        files[3].1,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         <sitemap><loc>https://example.org/a/sitemap-1.xml</loc><lastmod>2049-01-01</lastmod></sitemap>\n\
         <sitemap><loc>https://example.org/a/sitemap-2.xml</loc><lastmod>2049-01-01</lastmod></sitemap>\n\
         <sitemap><loc>https://example.org/a/sitemap-3.xml</loc></sitemap>\n\
         </sitemapindex>\n"
    );
}

#[test]
fn long_addresses_fill_a_file_before_there_are_too_many() {
    let long: Vec<Entry> = (0..40_000).map(|n| Entry { address: format!("{n}{}", "%E4".repeat(500)), changed: None }).collect();
    let files = files("https://example.org/", &long);
    assert_eq!(files.len(), 3);
    assert!(files.iter().all(|(_, bytes)| bytes.len() <= 50 << 20));
}

#[test]
fn pages_are_named_and_former_addresses_are_not() {
    let project = Project::new(
        "\
-- casebook.yaml --
title: Harbours
base_url: https://example.org/harbours/
-- content/alpha.md --
---
title: Alpha
tags: [port]
redirect_from: old
updated: 2024-03-01
---
See [[桥]].
-- content/桥.md --
# Bridge

See [[alpha]].
",
    );
    project.run(["build"]).code(0);
    let sitemap = project.read("output/sitemap.xml");
    for line in [
        "<url><loc>https://example.org/harbours/</loc></url>",
        "<url><loc>https://example.org/harbours/alpha.html</loc><lastmod>2024-03-01</lastmod></url>",
        "<url><loc>https://example.org/harbours/%E6%A1%A5.html</loc></url>",
        "<url><loc>https://example.org/harbours/-/tags/port.html</loc></url>",
    ] {
        assert!(sitemap.lines().any(|each| each == line), "{line} is not in {sitemap}");
    }
    assert!(!sitemap.contains("old.html") && !sitemap.contains("404"), "{sitemap}");
    assert!(project.read("output/robots.txt").ends_with("\nSitemap: https://example.org/harbours/sitemap.xml\n"));
}
