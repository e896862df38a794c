package verifier

// helperRows lists the helpers, ordered by number, then release. Fields of a line: number of the helper; the release
// from which the line holds, an index of helperReleases, which ends the lines of earlier releases; the capability that
// the helper needs; the program types that have it, a bit set in hex; its result; its arguments; and its properties. The
// letters are those of argLetters, retLetters and protoLetters. Follows the func_proto functions of the program types.
const helperRows = `
1 0 0 143effffe v? M,k p
1 1 0 1c3effffe v? M,k p
2 0 0 143effffe i M,k,v,a p
2 1 0 1c3effffe i M,k,v,a p
3 0 0 143effffe i M,k p
3 1 0 1c3effffe i M,k p
4 0 0 10200a4 i m!,S,a g
4 1 0 810200a4 i m!,S,a g
5 0 0 143effffe i .
5 1 0 1c3effffe i .
6 0 0 10200a4 i m,s g
6 0 2 142edff5a i m,s g
6 1 0 810200a4 i m,s g
6 1 2 142edff5a i m,s g
6 2 0 810200a4 i m-,s g
6 2 2 142edff5a i m-,s g
6 5 2 1c3effffe i m-,s g
7 0 0 143effffe i .
7 1 0 1c3effffe i .
8 0 0 143effffe i .
8 1 0 1c3effffe i .
8 4 0 142e5e302 i .
8 4 0 810a1cfc i . q
9 0 0 5018 i c,a,m,s,a
9 2 0 5018 i c,a,m-,s,a
10 0 0 1018 i c,a,a,a,a
11 0 0 1018 i c,a,a,a,a
12 0 0 143effffe n c,M,a
12 1 0 1c3effffe n c,M,a
13 0 0 1018 i c,a,a
14 0 0 10702a4 i .
14 1 0 810702a4 i .
14 2 0 838782a4 i .
14 4 0 1c3effffe i .
15 0 0 38782a4 i .
15 1 0 838782a4 i .
15 5 0 1c3effffe i .
16 0 0 10602a4 i m!,s
16 1 0 810602a4 i m!,s
16 2 0 838682a4 i m!,s
16 5 2 1c3effffe i m!,s
17 0 0 50200 i .
17 0 0 81c18 i c
17 2 0 2858200 i .
17 2 0 81c18 i c
17 5 0 81c18 i c
17 5 1 1c3e7e3e6 i .
18 0 0 18 i c,a,a
19 0 0 18 i c
20 0 0 1018 i c,m!,s,a
21 0 0 1018 i c,m,s,a
21 2 0 1018 i c,m-,s,a
22 0 0 10200a4 i M,a g
22 1 0 810200a4 i M,a g
22 5 2 1c3effffe i M,a g
23 0 0 1058 i a,a
24 0 0 81c18 i c
25 0 0 438ffffe i c,M,a,m,S g
25 1 0 c38ffffe i c,M,a,m,S g
25 2 0 c38ffffe i c,M,a,m-,S g
26 0 0 685d1a i c,a,m!,s
27 0 0 80 i c,M,a
27 0 0 1020024 i c,M,a g
27 1 0 80 i c,M,a
27 1 0 81020024 i c,M,a g
28 0 0 81c58 i m?,S,m?,S,a p
28 2 0 81c58 i m-?,S,m-?,S,a p
29 0 0 1018 i c,m!,s
30 0 0 1018 i c,m,s
30 2 0 1018 i c,m-,s
31 0 0 18 i c,a,a
32 0 0 18 i c,a
33 0 0 81c18 i c,M,a
34 0 0 81c18 i c
35 0 0 10200a4 i . g
35 0 2 142edff5a i . g
35 1 0 810200a4 i . g
35 1 2 142edff5a i . g
35 5 2 1c3effffe i . g
36 0 0 10200a4 i a,m,s g
36 1 0 810200a4 i a,m,s g
36 2 0 810200a4 i a,m-,s g
37 0 0 10200a4 i M,a
37 1 0 810200a4 i M,a
37 4 0 838682a4 i M,a
37 5 1 1c3effffe i M,a
38 0 0 5018 i c,a,a
39 0 0 85c18 i c,a
39 2 0 5c18 i c,a
39 3 0 85c18 i c,a
39 4 0 5c18 i c,a
39 5 0 85c18 i c,a
39 6 0 5c18 i c,a
40 0 0 1018 i c,a
41 0 0 1018 i c
42 0 0 143effffe i .
42 1 0 1c3effffe i .
43 0 0 5018 i c,a,a
44 0 0 40 i c,a
45 0 0 10200a4 i m!,S,a g
45 1 0 810200a4 i m!,S,a g
46 0 0 4631a i c
46 1 0 80200000 i J
46 1 0 4631a i c
46 3 0 80200000 i J?
46 3 0 4631a i c
47 0 0 411a i c
48 0 0 18 i c,a
49 0 0 42000 i c,a,a,m,s
49 1 0 42000 i c,a,a,m,s
49 1 0 2000000 i J,a,a,m,s
49 2 0 42000 i c,a,a,m-,s
49 2 0 2000000 i J,a,a,m-,s
49 6 0 42200 i c,a,a,m-,s
49 6 0 2000000 i J,a,a,m-,s
50 0 0 4018 i c,a,a,a
51 0 0 40 i M,a,a
52 0 0 4000 i c,M,a,a
53 0 0 2000 i c,M,k,a p
54 0 0 40 i c,a
55 0 0 10200a4 i M,a,m!,s g
55 1 0 810200a4 i M,a,m!,s g
55 5 2 1c3effffe i M,a,m!,s g
56 0 0 80 i c,m!,s g
57 0 0 42000 i c,a,a,m!,s
57 1 0 42000 i c,a,a,m!,s
57 1 0 2000000 i J,a,a,m!,s
57 6 0 42200 i c,a,a,m!,s
57 6 0 2000000 i J,a,a,m!,s
59 0 0 2000 i c,a
60 0 0 10000 i c,M,a,a
61 0 0 10000 i c,a
62 0 0 10000 i c,a
63 0 0 10000 i c,a,a,a
64 0 0 40000 i c,m,s
64 2 0 40000 i c,m-,s
65 0 0 40 i c,a
66 0 0 18 i c,a,m!,s,a
67 0 0 a4 i c,m!,S,a g
67 0 0 1020000 i c,m,S,a g
67 1 0 a4 i c,m!,S,a g
67 1 0 81020000 i c,m,S,a g
67 2 0 a4 i c,m!,S,a g
67 2 0 81020000 i c,m-,S,a g
67 6 0 810200a4 i c,m!,S,a g
68 0 0 20011a i c,a,m!,s,a
69 0 0 58 i c,m,s,a g
69 6 0 58 i c,m+,s,a g
70 0 0 2000 i c,M,k,a p
71 0 0 10000 i c,M,k,a
72 0 0 4000 i c,M,k,a
73 0 0 1400 i c,a,m,s
73 2 0 1400 i c,a,m-,s
74 0 0 80000 i c,a,m,s
74 2 0 80000 i c,a,m-,s
75 0 0 80000 i c,a,a
76 0 0 80000 i c,a,m,s
76 2 0 80000 i c,a,m-,s
79 0 0 118 i c
80 0 0 38782a4 i .
80 1 0 838782a4 i .
80 3 1 1c3effffe i .
81 0 0 284a300 v M,a
82 0 0 200000 i c,M,k,a
83 0 0 118 i c,a
84 0 0 40000 j? c,m,s,a,a
84 0 0 4158 j? c,m,s,a,a p
84 2 0 40000 j? c,m-,s,a,a
84 2 0 4158 j? c,m-,s,a,a p
84 4 0 40000 j? c,m-,S,a,a
84 4 0 4158 j? c,m-,S,a,a p
85 0 0 40000 j? c,m,s,a,a
85 0 0 4158 j? c,m,s,a,a p
85 2 0 40000 j? c,m-,s,a,a
85 2 0 4158 j? c,m-,s,a,a p
85 4 0 40000 j? c,m-,S,a,a
85 4 0 4158 j? c,m-,S,a,a p
86 0 0 40044158 i J
86 2 0 40044158 i J~
87 0 0 143effffe i M,v,a p
87 1 0 1c3effffe i M,v,a p
88 0 0 143effffe i M,v!
88 1 0 1c3effffe i M,v!
89 0 0 143effffe i M,v!
89 1 0 1c3effffe i M,v!
90 0 0 10000 i c,a,a,a
91 0 0 10000 i c,a,a,a
93 0 1 142edff5a n l
93 1 1 1c3effffe n l
94 0 1 142edff5a n l
94 1 1 1c3effffe n l
95 0 0 118 j? K
96 0 0 2002118 t? K
97 0 0 118 i c
98 0 0 118 j? K
99 0 0 40000 K? c,m,s,a,a
99 0 0 4158 K? c,m,s,a,a p
99 2 0 40000 K? c,m-,s,a,a
99 2 0 4158 K? c,m-,s,a,a p
99 4 0 40000 K? c,m-,S,a,a
99 4 0 4158 K? c,m-,S,a,a p
100 0 0 58 i J,m,s,m,s gp
100 2 0 58 i J,m-,s,m-,s gp
101 0 0 800000 i c,m,s,a
101 5 0 800000 i c,m+,s,a
102 0 0 800000 i c,m!,s
103 0 0 800000 i c,m!,s
104 0 0 800000 i c,m,s
104 2 0 800000 i c,m-,s
105 0 0 800000 i m,s,a,F8^
105 2 0 1c3effffe i m-,s,a,F8^!
105 3 0 1c3effffe i m-,s,a,F8!^
105 4 0 1c3effffe i m-,s,a,F8^!
106 0 0 800000 i m,s,a,F8^
106 2 0 1c3effffe i m-,s,a,F8^!
106 3 0 1c3effffe i m-,s,a,F8!^
106 4 0 1c3effffe i m-,s,a,F8^!
107 0 0 2052118 v? M,J,v?,a
107 0 0 200 v? M,c,v?,a
107 1 0 2052118 v? M,J,v?,a
107 1 0 80000000 v? M,b?,v?,a
107 1 0 200 v? M,c,v?,a
108 0 0 2052118 i M,J
108 1 0 2052118 i M,J
108 1 0 80000000 i M,b?
109 0 0 10200a4 i a
109 1 0 810200a4 i a
109 5 2 1c3effffe i a
110 0 0 58 i J,m,s,m,s gp
110 2 0 58 i J,m-,s,m-,s gp
111 0 0 0 i .
111 1 0 80000000 i b,M,a,m,S g
111 2 0 80000000 i b,M,a,m-,S g
112 0 0 10200a4 i m!,S,a g
112 0 2 142edff5a i m!,S,a g
112 1 0 810200a4 i m!,S,a g
112 1 2 142edff5a i m!,S,a g
112 5 2 1c3effffe i m!,S,a g
113 0 0 10200a4 i m!,S,a g
113 0 2 142edff5a i m!,S,a g
113 1 0 810200a4 i m!,S,a g
113 1 2 142edff5a i m!,S,a g
113 5 2 1c3effffe i m!,S,a g
114 0 0 10200a4 i m!,S,a g
114 0 2 142edff5a i m!,S,a g
114 1 0 810200a4 i m!,S,a g
114 1 2 142edff5a i m!,S,a g
114 5 2 1c3effffe i m!,S,a g
115 0 0 10200a4 i m!,S,a g
115 0 2 142edff5a i m!,S,a g
115 1 0 810200a4 i m!,S,a g
115 1 2 142edff5a i m!,S,a g
115 5 2 1c3effffe i m!,S,a g
117 0 0 10200a4 i a
117 1 0 810200a4 i a
117 5 2 1c3effffe i a
118 0 0 10200a4 i .
118 0 1 142edff5a i .
118 1 0 810200a4 i .
118 1 1 142edff5a i .
118 5 1 1c3effffe i .
119 0 0 80 i c,m?,S,a g
119 6 0 80 i c,m+?,S,a g
120 0 0 10200a4 i a,a,m!,s
120 1 0 810200a4 i a,a,m!,s
120 4 0 1c3effffe i a,a,m!,s
121 0 0 0 i .
121 1 0 80000000 i b,M,a,m,S g
121 2 0 80000000 i b,M,a,m-,S g
122 0 0 40200 i c?
122 1 0 2052200 i c?
122 5 0 205231a i c?
123 0 0 50200 i a
123 1 0 810702a4 i a
123 2 0 838782a4 i a
123 3 1 1c3effffe i a
124 0 0 18 i c,J,a
124 0 0 40000000 i c,j?,a
125 0 0 143effffe i .
125 1 0 1c3effffe i .
128 0 0 100 i J
129 0 0 100 i J,a
130 0 0 143effffe i M,m,S,a
130 1 0 1c3effffe i M,m,S,a
130 2 0 1c3effffe i M,m-,S,a
131 0 0 143effffe R? M,A,a
131 1 0 1c3effffe R? M,A,a
132 0 0 143effffe n r,a
132 1 0 1c3effffe n r,a
132 2 0 1c3effffe n r~,a
133 0 0 143effffe n r,a
133 1 0 1c3effffe n r,a
133 2 0 1c3effffe n r~,a
134 0 0 143effffe i M,a
134 1 0 1c3effffe i M,a
135 0 0 1018 i c,a
136 0 2 404d7d5a b? J
136 1 0 80000000 b? J
136 1 2 404d7d5a b? J
137 0 2 404d7d5a b? J
137 1 0 80000000 b? J
137 1 2 404d7d5a b? J
138 0 2 404d7d5a b? J
138 1 0 80000000 b? J
138 1 2 404d7d5a b? J
139 0 2 404d7d5a b? J
139 1 0 80000000 b? J
139 1 2 404d7d5a b? J
140 0 2 404d7d5a b? J
140 1 0 80000000 b? J
140 1 2 404d7d5a b? J
141 0 0 10200a4 i b,m!,S,a
141 1 0 810200a4 i b,m!,S,a
141 5 2 1c3effffe i b,m!,S,a
142 0 0 2000 i c,m,s,a
142 2 0 2000 i c,m+,s,a
142 3 0 2000 i c,m,s,a
142 4 0 2000 i c,m+,s,a
143 0 0 2000 i c,m,s,a
143 2 0 2000 i c,m-,s,a
144 0 0 2000 i c,a,a
147 0 0 0 i .
147 1 0 80000000 i b,m,S
147 6 0 80000000 i b,m+,S
148 0 0 0 i .
148 2 0 810200a4 i m!,S,a z
148 5 2 1c3effffe i m!,S,a z
149 0 0 10200a4 i m,s,m,s,a
149 0 2 142edff5a i m,s,m,s,a
149 1 0 810200a4 i m,s,m,s,a
149 1 2 142edff5a i m,s,m,s,a
149 2 0 810200a4 i m,s,m-,s,a
149 2 2 142edff5a i m,s,m-,s,a
149 5 2 1c3effffe i m,s,m-,s,a
149 6 2 1c3effffe i m+,s,m-,s,a
151 0 0 18 i c
152 0 0 18 i a,m?,S,a
152 2 0 18 i a,m-?,S,a
153 0 0 10200a4 B? P,a
153 0 1 142edff5a B? P,a
153 1 0 810200a4 B? P,a
153 1 1 142edff5a B? P,a
153 2 0 810200a4 B?- P,a
153 2 1 142edff5a B?- P,a
153 5 1 1c3effffe B?- P,a
154 0 0 10200a4 B P
154 0 1 142edff5a B P
154 1 0 810200a4 B P
154 1 1 142edff5a B P
154 2 0 810200a4 B- P
154 2 1 142edff5a B- P
154 5 1 1c3effffe B- P
155 0 0 18 i a,a
156 0 0 810200a4 v? M,b,v?,a
156 3 0 810200a4 v? M,b?,v?,a
156 5 1 1c3effffe v? M,b?,v?,a
157 0 0 810200a4 i M,b
157 3 0 810200a4 i M,b?
157 5 1 1c3effffe i M,b?
158 0 0 810200a4 b . g
158 0 2 142edff5a b . g
158 5 2 1c3effffe b . g
160 0 0 1c3effffe i .
160 2 0 40ed7f5a i .
162 0 0 80000000 b? b
163 0 0 58 i c,a,F4!^,a,a g
163 2 0 58 i c,a,F4^!,a,a g
163 3 0 58 i c,a,F4!^,a,a g
163 4 0 58 i c,a,F4^+,a,a g
164 0 0 1c3effffe i M,f,t?,a
164 2 0 810200a4 i M,f,t?,a
164 2 1 142edff5a i M,f,t?,a
164 5 1 1c3effffe i M,f,t?,a
165 0 0 810200a4 i m?,S,C,m?,S g
165 0 2 142edff5a i m?,S,C,m?,S g
165 2 0 810200a4 i m?,S,C,m-?,S g
165 2 2 142edff5a i m?,S,C,m-?,S g
165 5 2 1c3effffe i m?,S,C,m-?,S g
165 6 2 1c3effffe i m+?,S,C,m-?,S g
166 0 0 80000000 i a,m,s
166 2 2 80000000 i a,m-,s
166 4 2 80000000 i a,m-,s z
166 5 2 80000000 i a,m-,s
166 6 2 80000000 i a,m-,s z
167 0 0 80000000 i m,s,a,a
167 2 0 80000000 i m-,s,a,a z
167 3 0 80000000 i m-,s,a,a
167 4 0 80000000 i m-,s,a,a z
167 5 0 80000000 i m-,s,a,a
167 6 0 80000000 i m-,s,a,a z
168 0 0 80000000 i a
168 4 0 80000000 i a z
168 5 0 80000000 i a
168 6 0 80000000 i a z
169 0 1 1c3effffe i T,M,a g
170 0 1 1c3effffe i T,f g
171 0 1 1c3effffe i T,a,a g
172 0 1 1c3effffe i T g
173 0 0 810200a4 i c g
174 0 0 a4 i c
174 4 0 10200a4 i c
175 0 0 810200a4 b b g
175 0 2 142edff5a b b g
175 5 2 1c3effffe b b g
176 0 0 810200a4 i m!,S g
176 5 2 1c3effffe i m!,S g
177 0 0 810200a4 i m-,s,m-?,S g
177 0 2 142edff5a i m-,s,m-?,S g
177 5 2 1c3effffe i m-,s,m-?,S g
178 0 0 80000000 b? J
178 0 2 404d7d5a b? J
179 0 0 80000000 i m,S,a,F8^!
179 3 0 80000000 i m,S,a,F8!^
179 4 0 80000000 i m,S,a,F8^!
179 6 0 80000000 i m-,S,a,F8^!
180 0 0 810200a4 i b,a,f,t?,a
180 5 2 1c3effffe i b,a,f,t?,a
181 0 1 1c3effffe i N,f,t?,a
182 0 0 1c3effffe i m,s,C
182 3 0 1c3effffe i m-,s,C
186 0 0 284a300 i .
187 0 0 284a300 i a
188 0 0 80000000 i b
188 0 0 40 i c
189 0 0 40 i c,a,m!,s
190 0 0 40 i c,a,m-,s
190 3 0 40 i c,a,m!,s
190 4 0 40 i c,a,m-,s
191 0 0 810200a4 i m!,S,a,b,a gz
191 5 2 1c3effffe i m!,S,a,b,a gz
192 0 0 18 i c,a,a
194 0 1 1c3effffe b? x,b~?
195 0 0 1c3effffe v? M,k,a p
196 0 0 80000000 b? K
196 0 2 404d7d5a b? K
197 0 1 1c3effffe i m!,S,a,d!
198 0 1 1c3effffe i M,a,a,d!
199 0 1 1c3effffe n d~,a
200 0 1 1c3effffe n d~,a
201 0 1 1c3effffe i m!,S,d,a,a
201 3 1 1c3effffe i m!,S,d-,a,a
201 6 1 1c3effffe i m!,S,d,a,a
202 0 1 1c3effffe i d,a,m-,S,a
202 3 1 1c3effffe i d-,a,m-,S,a
202 6 1 1c3effffe i d,a,m-,S,a
203 0 1 1c3effffe m? d,a,A
203 3 1 1c3effffe m? d-,a,A
203 6 1 1c3effffe m? d,a,A
204 0 0 58 i F20,m,s gp
204 3 0 58 i F20,m,S gp
204 6 0 58 i F20-,m-,S gp
205 0 0 58 i F40,m,s gp
205 3 0 58 i F40,m,S gp
205 6 0 58 i F40-,m-,S gp
206 0 0 58 i F20,F20 gp
206 6 0 58 i F20-,F20- gp
207 0 0 58 i F40,F40 gp
207 6 0 58 i F40-,F40- gp
208 0 0 1c3effffe i .
209 0 1 1c3effffe i M,f,t?,a
210 0 0 810200a4 v? M,b?,v?,a
210 0 1 142edff5a v? M,b?,v?,a
210 5 1 1c3effffe v? M,b?,v?,a
211 0 0 810200a4 i M,b?
211 0 1 142edff5a i M,b?
211 5 1 1c3effffe i M,b?
`
