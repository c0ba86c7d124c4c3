//! The tokens of an expression, and its limits: nothing larger reaches the parser, so that no
//! expression can exhaust its stack.

use std::ops::Range;

use cel::parser::pratt_parser::{Lexer, TokenKind};

use super::Problem;
use crate::diagnostics::Code;

/// No expression is longer, in bytes.
pub const MAX_LENGTH: usize = 4096;
/// Brackets, negations and choices are not nested deeper.
pub const MAX_DEPTH: usize = 24;
/// No expression has more names, literals and operators.
pub const MAX_PARTS: usize = 400;

/// A name, a literal or a keyword: what a leaf of the tree is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leaf {
    /// First byte.
    pub start: usize,
    /// After the last byte.
    pub end: usize,
    /// First byte of a sign directly before it.
    pub sign: Option<usize>,
}

/// The leaves of an expression in order, if it keeps the limits.
pub fn leaves(text: &str) -> Result<Vec<Leaf>, Problem> {
    if text.len() > MAX_LENGTH {
        return Err(Problem::new(Code::ExprTooLong, 0..0).arg(MAX_LENGTH));
    }
    let mut lexer = Lexer::new(text);
    let mut leaves = Vec::new();
    let (mut depth, mut chained, mut parts) = (0_usize, 0_usize, 0_usize);
    let mut sign = None;
    loop {
        let token = lexer.lex();
        let span = token.start..token.end;
        let before = std::mem::take(&mut sign);
        match token.kind {
            TokenKind::TokEnd => return Ok(leaves),
            TokenKind::TokError => return Err(unreadable(text, span)),
            TokenKind::TokWhitespace | TokenKind::TokComment => {
                sign = before;
                continue;
            }
            TokenKind::TokLeftParen | TokenKind::TokLeftBracket | TokenKind::TokLeftBrace => {
                depth += 1;
            }
            TokenKind::TokRightParen | TokenKind::TokRightBracket | TokenKind::TokRightBrace => {
                depth = depth.saturating_sub(1);
            }
            // Each of these makes the parser call itself.
            TokenKind::TokQuestion | TokenKind::TokExclamation => chained += 1,
            TokenKind::TokMinus => {
                chained += usize::from(before.is_some());
                sign = Some(token.start);
            }
            TokenKind::TokDot | TokenKind::TokComma | TokenKind::TokColon => {}
            kind if is_leaf(kind) => {
                leaves.push(Leaf { start: token.start, end: token.end, sign: before });
            }
            _ => {}
        }
        parts += 1;
        if depth > MAX_DEPTH || chained > MAX_DEPTH {
            return Err(Problem::new(Code::ExprTooDeep, span).arg(MAX_DEPTH));
        }
        if parts > MAX_PARTS {
            return Err(Problem::new(Code::ExprTooComplex, span).arg(MAX_PARTS));
        }
    }
}

fn is_leaf(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::TokIdent
            | TokenKind::TokReservedWord
            | TokenKind::TokInt
            | TokenKind::TokUint
            | TokenKind::TokFloat
            | TokenKind::TokString
            | TokenKind::TokBytes
            | TokenKind::TokNull
            | TokenKind::TokTrue
            | TokenKind::TokFalse
    )
}

/// The finding for text that is no expression, with a word for what is often meant.
pub fn unreadable(text: &str, span: Range<usize>) -> Problem {
    let start = (0..=span.start.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    let start = start.unwrap_or(0);
    let end = (span.end.max(start)..=text.len()).find(|&at| text.is_char_boundary(at));
    let end = end.unwrap_or(text.len());
    let mut problem = Problem::new(Code::ExprSyntax, start..end);
    let meant = match text.get(start..end).unwrap_or_default() {
        "=" => Some("=="),
        "&" => Some("&&"),
        "|" => Some("||"),
        "and" | "AND" => Some("&&"),
        "or" | "OR" => Some("||"),
        "not" | "NOT" => Some("!"),
        _ => None,
    };
    problem.meant = meant.map(str::to_owned);
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<Code> {
        leaves(text).err().map(|problem| problem.code)
    }

    #[test]
    fn hostile_expressions_never_reach_the_parser() {
        assert_eq!(code(&"1".repeat(1 << 20)), Some(Code::ExprTooLong));
        assert_eq!(code(&"(".repeat(MAX_DEPTH + 1)), Some(Code::ExprTooDeep));
        assert_eq!(code(&format!("{}a", "!".repeat(100))), Some(Code::ExprTooDeep));
        assert_eq!(code(&format!("{}a", "- ".repeat(100))), Some(Code::ExprTooDeep));
        assert_eq!(code(&"a?b:".repeat(100)), Some(Code::ExprTooDeep));
        assert_eq!(code(&format!("1{}", "+1".repeat(300))), Some(Code::ExprTooComplex));
        assert_eq!(code("a == 'x"), Some(Code::ExprSyntax));
        assert_eq!(code("高 == 1"), Some(Code::ExprSyntax));
    }

    #[test]
    fn leaves_come_in_order_with_their_signs() {
        let found = leaves("a.b == -5 && f('x')").unwrap();
        let texts: Vec<(usize, usize)> = found.iter().map(|leaf| (leaf.start, leaf.end)).collect();
        assert_eq!(texts, [(0, 1), (2, 3), (8, 9), (13, 14), (15, 18)]);
        assert_eq!(found[2].sign, Some(7));
    }
}
