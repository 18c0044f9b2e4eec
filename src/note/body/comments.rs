//! `%%` at the start of a line opens a comment that may run over blocks, to the next `%%`. Leaves know whether they begin or end in
//! one; the blocks between are hidden, and containers of which nothing else is left.

use memchr::memmem;

use super::blocks::{Block, BlockKind, Blocks, LeafKind};
use super::flat::Flat;
use super::inline::{Buffers, Context, comment_marks};

/// A leaf with `%%` in its text.
struct Marked {
    block: usize,
    marks: Vec<u32>,
}

pub(super) fn hide(blocks: &mut Blocks, source: &str, context: &Context<'_>, buffers: &mut Buffers) {
    if memmem::find(source.as_bytes(), b"%%").is_none() {
        return;
    }
    let marked = marked(blocks, source, context, buffers);
    // Whether the comment that the leaf before opened ends in this one.
    let mut inside = false;
    let mut any = false;
    let mut leaves = marked.iter().peekable();
    while let Some(leaf) = leaves.next() {
        let after = usize::from(inside);
        let opens = (leaf.marks.len() - after) % 2 == 1;
        let begins_line = |mark: u32| {
            let flat = flat(blocks, source, leaf.block);
            let before = flat.text[..mark as usize].trim_end_matches([' ', '\t']);
            before.is_empty() || before.ends_with(['\n', '\r'])
        };
        let runs_on = opens && leaf.marks.last().is_some_and(|mark| begins_line(*mark)) && leaves.peek().is_some();
        if let BlockKind::Leaf { edges, .. } = &mut blocks.blocks[leaf.block].kind {
            edges.begins_inside = inside;
            edges.ends_inside = runs_on;
        }
        if runs_on && let Some(next) = leaves.peek() {
            hide_between(&mut blocks.blocks, leaf.block + 1, next.block);
            any = true;
        }
        inside = runs_on;
    }
    if any {
        hide_empty(blocks, source, &marked);
    }
}

fn marked(blocks: &Blocks, source: &str, context: &Context<'_>, buffers: &mut Buffers) -> Vec<Marked> {
    let mut marked = Vec::new();
    let holds_mark = |block: &Block| memmem::find(&source.as_bytes()[block.span.range()], b"%%").is_some();
    for (at, block) in blocks.blocks.iter().enumerate() {
        if let BlockKind::Leaf { kind, .. } = block.kind
            && holds_mark(block)
        {
            let marks = comment_marks(&flat(blocks, source, at), context, kind == LeafKind::Cell, buffers);
            if !marks.is_empty() {
                marked.push(Marked { block: at, marks });
            }
        }
    }
    marked
}

fn flat<'a>(blocks: &Blocks, source: &'a str, at: usize) -> Flat<'a> {
    match &blocks.blocks[at].kind {
        BlockKind::Leaf { lines, .. } => Flat::new(source, &blocks.lines[lines.start as usize..lines.end as usize]),
        _ => Flat::new(source, &[]),
    }
}

fn hide_between(blocks: &mut [Block], from: usize, to: usize) {
    for block in &mut blocks[from..to] {
        block.is_hidden |= !matches!(block.kind, BlockKind::Start(_) | BlockKind::End);
    }
}

/// Hides containers all of whose content is hidden, and leaves that are comment from end to end.
fn hide_empty(blocks: &mut Blocks, source: &str, marked: &[Marked]) {
    for leaf in marked {
        let BlockKind::Leaf { edges, .. } = &blocks.blocks[leaf.block].kind else { continue };
        if !edges.begins_inside && !edges.ends_inside {
            continue;
        }
        let text = flat(blocks, source, leaf.block).text.into_owned();
        let start = if edges.begins_inside { leaf.marks[0] as usize + 2 } else { 0 };
        let end = if edges.ends_inside { leaf.marks[leaf.marks.len() - 1] as usize } else { text.len() };
        blocks.blocks[leaf.block].is_hidden = text.get(start..end).is_none_or(|shown| shown.trim().is_empty());
    }
    // For each open container: where it begins, whether anything in it is hidden, and whether anything is shown.
    let mut open: Vec<(usize, bool, bool)> = Vec::new();
    for at in 0..blocks.blocks.len() {
        match blocks.blocks[at].kind {
            BlockKind::Start(_) => open.push((at, false, false)),
            BlockKind::End => {
                let Some((start, hides, shows)) = open.pop() else { continue };
                let is_hidden = hides && !shows;
                blocks.blocks[start].is_hidden = is_hidden;
                blocks.blocks[at].is_hidden = is_hidden;
                if let Some((_, outer_hides, outer_shows)) = open.last_mut() {
                    *outer_hides |= hides;
                    *outer_shows |= !is_hidden;
                }
            }
            _ => {
                if let Some((_, hides, shows)) = open.last_mut() {
                    *hides |= blocks.blocks[at].is_hidden;
                    *shows |= !blocks.blocks[at].is_hidden;
                }
            }
        }
    }
}
