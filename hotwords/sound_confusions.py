"""Which sounds are taken for which, by how large a share; the tables that `sound_costs` is made of.

A line says of one wanted sound what else is heard for it: "z: zh.15 c.02" is zh in 15 of 100 cases
and c in 2. Probabilities by judgement, refined on misheard words: flat and curled tongue, n and l,
r and l, h and f, front and back nasals; voiced and voiceless, close vowels; and English sounds as
Chinese ears take them. Vowels stand without tones here.
"""

from __future__ import annotations

CHINESE_AS_CHINESE = """
z: zh.15 c.02 j.02 s.01
zh: z.15 ch.02 j.03
c: ch.15 z.02 q.02 s.01
ch: c.15 zh.02 q.03
s: sh.15 x.03 c.01
sh: s.15 x.04 r.01
n: l.15 m.02
l: n.15 r.06
r: l.15 y.05 n.03
f: h.12 b.01
h: f.12 k.02 g.01
-n: -ng.15
-ng: -n.15
p: b.05 f.01
b: p.05 m.01
t: d.05
d: t.05
k: g.05 h.02
g: k.05
j: q.03 zh.04 z.03
q: j.03 ch.04 c.02
x: sh.04 s.03 q.02
m: n.03 b.01
y: r.02
w: h.02 f.02
v: y.05 w.03
a: e.03 o.02 ai.02 E.03 ao.01
o: e.04 u.05 ou.05 ao.01 a.01
e: o.04 a.03 er.02 i.02 E.02
E: a.05 e.04 ei.04 i.02
i: ü.06 ei.02 e.02 I.02
I: e.06 i.03
u: ü.04 o.05 ou.04
ü: i.08 u.04
ai: ei.06 a.03
ei: ai.06 E.02 i.02
ao: ou.05 a.02 o.02
ou: ao.05 o.05 u.04
er: e.10 a.05
"""

ENGLISH_AS_ENGLISH = """
P: B.06 F.01 T.01
B: P.06 V.03
T: D.07 TH.02 K.01 CH.02
D: T.07 DH.02 JH.01
K: G.06 T.01
G: K.06 JH.01
F: V.06 TH.04 P.02
V: F.06 B.03 W.04
TH: T.08 S.08 F.08 DH.06
DH: D.15 TH.08 Z.06 V.03
S: Z.08 SH.04 TH.02
Z: S.15 ZH.01 DH.01
SH: S.05 CH.04 ZH.03 JH.01
ZH: JH.12 SH.12 Z.08
CH: SH.06 JH.06 T.02 K.02
JH: CH.08 ZH.04 D.02 G.02 Y.02
HH: K.01 F.01
M: N.06
N: M.05 NG.05 L.01
NG: N.15 M.02
L: R.04 W.02
R: L.04 W.04 ER.03
W: V.05 R.02 UW.02
Y: IY.05 JH.02
AA: AH.07 AO.10 AE.06 OW.03 AW.01 AY.01 EY.02
AE: EH.08 AH.06 AA.07 EY.05 AY.01
AH: IH.06 EH.06 AA.06 AO.02 UH.03 AE.05 ER.03 OW.03 IY.02 UW.03 EY.01
AO: AA.12 OW.08 AH.05 AW.02 OY.01 UH.02
AW: AO.06 OW.06 AA.06 UW.03 AH.02
AY: IH.05 AA.04 IY.04 EY.03 OY.02
EH: IH.07 AE.07 EY.06 AH.06 IY.03 ER.03
ER: AH.08 R.10 AO.03 EH.02 AA.03 UH.02
EY: EH.07 AE.06 IY.04 IH.03 AY.03
IH: IY.08 EH.07 AH.08 AY.04 UH.01 EY.02
IY: IH.09 EY.04 EH.04 AY.03 AH.02 Y.02
OW: AO.08 AA.06 UW.04 AH.04 AW.03 UH.02
OY: AO.10 AY.08 OW.06 IY.02
UH: UW.12 AH.12 OW.05 AO.02
UW: UH.08 OW.06 AH.05 Y.03 AO.02
"""

# Of English sounds, in Chinese characters. "T." closes a syllable, "TR" is a t before r, and "_s",
# "_p", "_t", "_m" are the vowels put after such consonants where English has none.
ENGLISH_AS_CHINESE = """
P: p.76 b.18 f.02
B: b.88 p.06 m.01 f.01
T: t.74 d.15 ch.03 q.03 c.02 j.01
D: d.82 t.06 j.04 z.01
K: k.76 g.08 j.05 q.05 h.03
G: g.76 k.08 j.08 q.02 h.01
F: f.90 h.05 w.01
V: w.74 f.15 b.03 m.01
TH: s.45 x.12 t.12 f.08 sh.06 d.06 c.04 z.02
DH: d.35 z.15 s.14 t.12 l.02
S: s.68 x.17 sh.04 c.03 z.02 q.01 j.01
Z: z.34 s.26 c.05 zh.08 j.05 x.05 r.02 sh.06 d.02
SH: sh.50 x.35 s.04 q.02 ch.02
ZH: r.15 zh.25 j.15 x.12 sh.12 z.05
CH: ch.45 q.38 c.04 j.03 k.03 zh.02
JH: j.45 zh.30 q.03 d.02 z.03 g.02 ch.02 y.05 sh.02
HH: h.85 x.06 k.02 f.01
M: m.95 n.01
N: n.82 l.03 -n.10
NG: -ng.60 -n.25 n.03
L: l.90 n.03 r.03
R: l.47 r.28 w.08 er.03 n.01
W: w.88 f.02 h.02 v.02 u.02
Y: y.84 v.06 r.01
M.: m.62 -n.20 -ng.05 n.03
N.: -n.75 -ng.14 n.06
L.: er.26 l.20 ou.16 o.06 u.06 ao.04 r.02 e.03
R.: er.38 l.03 e.06 a.04 r.02
TR: t.44 ch.38 q.04 zh.02 d.06 c.02
DR: d.42 zh.32 j.06 ch.03 z.03 t.04
AA: a.50 o.18 ao.11 e.07 ou.06 ai.02
AE: a.62 ai.18 ei.04 e.04 E.06
AH: a.36 e.24 o.06 u.05 i.06 ei.04 ou.02 ao.02 er.02 ai.02 I.02
AO: o.44 ao.24 ou.08 a.06 e.02 u.04
AW: ao.60 a.10 ou.06 o.08 E.01
AY: ai.82 a.04 ei.02 i.04
EH: ai.44 e.22 ei.10 E.08 i.04 a.05 I.01
ER: e.32 er.18 o.14 a.07 u.07 ei.02 ou.02 ai.02
EY: ei.44 ai.34 e.04 i.03 E.06 a.04
IH: i.62 I.08 e.07 ei.12 E.02 ü.02 ai.02 u.01
IY: i.82 I.03 ei.05 E.02 ü.02 ai.01 a.01
OW: ou.40 o.34 ao.07 e.06 u.06 a.01
OY: ou.10 o.25 ai.15 ao.15 i.05 a.05
UH: u.70 e.10 ou.05 o.05
UW: u.55 ou.27 ü.06 o.03 e.03 i.01
_s: I.60 e.08 i.14 u.04 E.01 er.01 a.01
_p: u.48 e.18 o.08 i.08 a.04 I.01 ou.02
_t: e.55 u.10 i.10 a.04 o.02 I.02 ou.02 er.03
_m: u.70 e.10 i.03 o.02
"""

# Letters of one spelling where another is written, for words that nobody knows how to spell.
LETTERS_AS_LETTERS = """
@a: @e.03 @o.03 @u.02 @i.01
@b: @p.03 @v.01
@c: @k.06 @s.04
@d: @t.03
@e: @i.05 @a.03 @o.01 @y.01
@f: @v.02 @p.02
@g: @j.03 @k.02
@h:
@i: @y.05 @e.05
@j: @g.04 @y.02
@k: @c.06 @g.02 @q.01
@l: @r.02
@m: @n.03
@n: @m.03
@o: @u.05 @a.03 @e.01
@p: @b.03 @f.01
@q: @k.05 @c.02
@r: @l.02
@s: @z.05 @c.03
@t: @d.03
@u: @o.05 @a.02 @w.01 @e.01
@v: @w.03 @f.03 @b.02
@w: @v.03 @u.02
@x: @k.05 @s.03 @z.02
@y: @i.06 @e.02 @j.01
@z: @s.06
"""


def shares(table: str) -> dict[str, dict[str, float]]:
    """The shares of a table: by the wanted sound, then by the heard one.

    >>> shares("z: zh.15 c.02")
    {'z': {'zh': 0.15, 'c': 0.02}}
    """
    rows: dict[str, dict[str, float]] = {}
    for line in table.strip().splitlines():
        wanted, _, heard = line.partition(":")
        items = (item.partition(".") for item in heard.split())
        rows[wanted] = {sound: float("0." + share) for sound, _, share in items}
    return rows
