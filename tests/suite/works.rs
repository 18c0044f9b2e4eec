//! The library: works from notes and from files, in the terms of CSL.

use casebook::works::{Item, Name};

use crate::assembled::{Assembled, assemble};

const KIND: &str = "\
-- content/people/_kind.yaml --
name: person
role: person
fields:
  names: {type: names}
-- content/offices/_kind.yaml --
name: office
-- content/works/_kind.yaml --
name: work
role: work
fields:
  names: {type: names}
  type: {type: choice, of: [book, book chapter, article, regulation, website, ruling, log]}
  issued: {type: date}
  in: {type: text, csl: container-title}
  edited_by: {type: text, many: true, csl: editor}
  court: {type: reference, to: [office], csl: authority}
  publisher: {type: text}
  doi: {type: text}
  pages: {type: text}
";

fn name(name: &Name) -> String {
    match name {
        Name::Literal(literal) => format!("{{{literal}}}"),
        Name::Person { family, given, suffix, family_first } => {
            let parts: Vec<&str> = [Some(&**family), given.as_deref(), suffix.as_deref()].into_iter().flatten().collect();
            format!("{}{}", parts.join(" | "), if *family_first { " (family first)" } else { "" })
        }
    }
}

/// An item, a variable a line.
pub fn described(item: &Item) -> String {
    let mut out = format!("{} ({})\n", item.key, item.kind);
    item.names.iter().for_each(|(variable, names)| {
        out.push_str(&format!("  {variable}: {}\n", names.iter().map(name).collect::<Vec<_>>().join("; ")));
    });
    item.dates.iter().for_each(|(variable, date)| out.push_str(&format!("  {variable}: {}\n", date.written)));
    item.texts.iter().for_each(|(variable, text)| out.push_str(&format!("  {variable}: {text}\n")));
    out
}

fn works(archive: &Assembled) -> String {
    archive.front.archive.library.works.iter().map(|work| described(&work.item)).collect()
}

#[test]
fn a_note_is_a_work_in_the_terms_of_csl() {
    let archive = assemble(&format!(
        "{KIND}-- content/works/zheng.md --\n---\ntitle: De Facto Federalism\nauthors: [Zheng Yongnian]\nlang: zh\ntype: book\nissued: 2007\n\
         publisher: World Scientific & Co\ndoi: 10.1/x\npages: \"97\"\ncite_as: zheng2007\nnames: {{zh-Hans: 事实联邦制, pinyin: shìshí liánbāngzhì}}\n---\n\
         -- content/works/log.md --\n---\ntitle: Log of the Discovery\ntype: log\nissued: unknown\n---\n\
         -- content/offices/admiralty.md --\n---\ntitle: High Admiralty\n---\n\
         -- content/works/ruling.md --\n---\ntitle: The Ship Birkenhead\nauthors: [High Admiralty]\ntype: ruling\ncourt: admiralty\nissued: 1852-05\n\
         edited_by: [Ludwig van Beethoven, \"Doe, Jr., Jane\", \"{{World Bank}}\", 郑永年, 司马相如, 国务院]\nin: Law Reports\n---\n"
    ));
    assert_eq!(archive.findings(), "");
    assert_eq!(
        works(&archive),
        "\
log (manuscript)
  title: Log of the Discovery
ruling (legal_case)
  author: {High Admiralty}
  editor: van Beethoven | Ludwig; Doe | Jane | Jr.; {World Bank}; 郑 | 永年 (family first); 司马 | 相如 (family first); {国务院}
  issued: 1852-05
  authority: High Admiralty
  container-title: Law Reports
  title: The Ship Birkenhead
zheng2007 (book)
  author: Zheng | Yongnian (family first)
  issued: 2007
  DOI: 10.1/x
  language: zh
  original-title: 事实联邦制
  publisher: World Scientific & Co
  romanized-title: shìshí liánbāngzhì
  title: De Facto Federalism
"
    );
    let library = &archive.front.archive.library;
    assert_eq!(library.find("zheng"), library.find("zheng2007"));
    assert!(library.find("zheng").is_some());
    assert!(library.find("nobody").is_none());
}

#[test]
fn a_title_that_only_stands_in_is_none_and_persons_known_divide_names() {
    let archive = assemble(&format!(
        "{KIND}-- content/people/zhang.md --\n---\ntitle: Zhang Jiping\nnames: {{zh-Hans: 张继平, pinyin: Zhāng Jìpíng}}\n---\n\
         -- content/works/a.md --\n---\ntitle: Zhang Jiping 2010\nauthors: [Zhang Jiping]\nissued: 2010\n---\n\
         -- content/works/b.md --\n---\ntitle: Rowinski and Jakobiec 2002\nauthors: [Rowinski, Jakobiec]\nissued: 2002\n---\n\
         -- content/works/c.md --\n---\ntitle: China 2010\nauthors: [\"People's Republic of China\", Guangzhou PPCC]\nissued: 2010\n---\n"
    ));
    assert_eq!(
        works(&archive),
        "\
a (document)
  author: Zhang | Jiping (family first)
  issued: 2010
b (document)
  author: Rowinski; Jakobiec
  issued: 2002
c (document)
  author: {People's Republic of China}; {Guangzhou PPCC}
  issued: 2010
"
    );
}
