"""The quiet picture of the public pages: morning hills and the path through them, drawn from tokens."""

import reflex as rx

HILLS = (
    ("h1", "M0 560 C120 500 210 520 330 480 C470 434 560 500 690 470 C760 454 800 460 800 460 L800 1000 L0 1000 Z"),
    ("h2", "M0 650 C140 590 250 640 380 600 C520 556 640 620 800 560 L800 1000 L0 1000 Z"),
    ("h3", "M0 760 C160 690 300 760 440 716 C580 672 700 720 800 690 L800 1000 L0 1000 Z"),
    ("h4", "M0 890 C180 810 340 860 500 838 C640 818 730 850 800 826 L800 1000 L0 1000 Z"),
)
PATH_NEAR = "M330 1000 C400 930 560 905 520 845 C500 812 420 806 402 778"
PATH_FAR = "M402 726 C396 700 470 690 474 664 C478 640 430 634 426 608"
TREES = (
    "M612 716 l16 -58 l16 58 z M646 712 l13 -46 l13 46 z M160 748 l14 -50 l14 50 z",
    "M92 862 l22 -82 l22 82 z M140 850 l16 -58 l16 58 z M690 852 l20 -74 l20 74 z",
)


def landscape() -> rx.Component:
    """Hills, a low sun and a path; decorative, cropped to whatever box holds it."""
    sky = rx.el.svg.linear_gradient(
        rx.el.svg.stop(offset="0", class_name="sky-1"),
        rx.el.svg.stop(offset="1", class_name="sky-2"),
        id="art-sky",
        x1="0",
        x2="0",
        y1="0",
        y2="1",
    )
    hills = [rx.el.svg.path(d=shape, class_name=name) for name, shape in HILLS]
    trees = [rx.el.svg.path(d=shape, class_name="tree") for shape in TREES]
    return rx.el.svg(
        rx.el.svg.defs(sky),
        rx.el.svg.rect(width="800", height="1000", fill="url(#art-sky)"),
        rx.el.svg.circle(cx="560", cy="392", r="150", class_name="halo"),
        rx.el.svg.circle(cx="560", cy="392", r="66", class_name="sun"),
        rx.el.svg.path(d="M190 300 q14 -14 28 0 q14 -14 28 0 M266 268 q10 -10 20 0 q10 -10 20 0", class_name="bird"),
        *hills[:2],
        rx.el.svg.path(d=PATH_FAR, class_name="path path-far"),
        hills[2],
        trees[0],
        rx.el.svg.path(d=PATH_NEAR, class_name="path"),
        hills[3],
        trees[1],
        view_box="0 0 800 1000",
        preserve_aspect_ratio="xMidYMax slice",
        aria_hidden="true",
        class_name="art",
    )
