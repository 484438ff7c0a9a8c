// The grammar of the herd language, over the tokens of compiler/syntax/tokens.def.
//
// The tokens come from a hand-written source, which has done three things when the parser sees them:
// - NEWLINE stands only where a line's end separates two items of a body or two entries of a map, and in one
//   piece; inside ( ) [ ], an interpolation, a comprehension, and beside an infix operator, `then` or `else`
//   there is none;
// - a file is cut into its top-level declarations, each of which is one `file` here;
// - brackets are balanced.
// A comma between two items on one line is asked for after parsing, where both items are known.
parser grammar Herd;

options { tokenVocab = HerdTokens; }

file      : ( item | ',' )* EOF ;
body      : '{' ( item | NEWLINE | ',' )* '}' ;

item      : field | block | component | param | binding | use | require | allow | change | remove ;
field     : key ( '=' | '+=' ) expr ;
block     : IDENT key? forClause? ifClause? fromClause? body ;
component : 'component' IDENT IDENT fromClause? body ;
param     : 'param' IDENT ':' type ( '=' expr )? body? ;
binding   : ( 'let' | 'output' ) IDENT '=' expr ;
use       : 'use' TEXT ( 'as' IDENT )? ;
require   : 'require' expr ( ':' NEWLINE? expr )? ;
allow     : 'allow' IDENT 'because' TEXT ( 'until' TEXT )? ;
change    : 'change' ( 'every' IDENT | path ) body ;
remove    : 'remove' path ;

forClause  : 'for' IDENT ( ',' IDENT )? 'in' expr ;
ifClause   : 'if' expr ;
fromClause : 'from' path ;

type : path ( '(' type ( ',' type )* ')' )? | TEXT ( '|' TEXT )* ;
path : IDENT step* ;
step : '.' IDENT | '[' expr ']' ;
key  : IDENT | text ;
text : TEXT | TEXT_HEAD expr ( TEXT_MID expr )* TEXT_TAIL ;

expr       : choice | orExpr ;
choice     : 'if' expr 'then' expr 'else' expr ;
orExpr     : andExpr ( 'or' andExpr )* ;
andExpr    : notExpr ( 'and' notExpr )* ;
notExpr    : 'not' notExpr | cmpExpr ;
cmpExpr    : rangeExpr ( ( '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' ) rangeExpr )? ;
rangeExpr  : addExpr ( '..' addExpr )? ;
addExpr    : mulExpr ( ( '+' | '-' ) mulExpr )* ;
mulExpr    : unary ( ( '*' | '/' ) unary )* ;
unary      : '-' unary | access ;
access     : primary step* ;
primary    : literal | text | name | call | everyCall | group | list | listFor | map | mapFor ;

literal   : NUMBER | 'true' | 'false' | 'none' ;
name      : IDENT ;
call      : IDENT '(' elements? ')' ;
everyCall : 'every' '(' IDENT ')' ;
group     : '(' expr ')' ;
list      : '[' elements? ']' ;
elements  : expr ( ',' expr )* ','? ;
listFor   : '[' forClause ifClause? ':' expr ']' ;
map       : '{' ( entry | NEWLINE | ',' )* '}' ;
entry     : key '=' expr ;
mapFor    : '{' forClause ifClause? ':' expr '=' expr '}' ;
