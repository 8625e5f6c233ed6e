"""A page whose text tries to become markup, script or a request; used with and without a browser."""

HOSTILE = r"""# <script>hit = 1</script> & "quotes" </title></style><script>hit = 2</script>

<img src="https://example.org/a.png" onerror="hit = 3"> and ![picture](https://example.org/b.png),
[a link](javascript:hit=4), <https://example.org/c>, `<b onclick="hit = 5">`,
&lt;script&gt;hit = 6&lt;/script&gt; and {{ 7 * 7 }}. <!-- <script>hit = 7</script> -->

Let $a = 2$ and $b = \text{<img src=x onerror="hit = 8">}$, then $a + 1 = 4$ where $\href{javascript:hit=9}{c} = 3$.

$$
\text{</math><script>hit = 10</script>} \\
\class{x" onmouseover="hit = 11}{a} = \style{background:url(https://example.org/d)}{b} \\
\color{red" onclick="hit = 12}{a} = 2 \\
\unicode{x3c}script\unicode{x3e} = "><svg onload="hit = 13">
$$

```html
</code></pre><script>hit = 14</script><iframe src="https://example.org/e"></iframe>
```

""" + (
    "A bell \x07, an escape \x1b[31m, \u202eright to left\u202c, \u2066isolated\u2069, a mark \ufeff, "
    "a formula $x\u202e = 1$ and a private letter \ue000.\n"
)
