"""The quiet picture of the public pages: morning hills and the path through them, drawn from tokens."""

from typing import Literal

import reflex as rx

HILLS = (
    (
        "h1",
        "M0 560 C120 500 210 520 330 480 C470 434 560 500 690 470 C760 454 800 460 800 460 L800 1000 L0 1000 Z",
    ),
    ("h2", "M0 650 C140 590 250 640 380 600 C520 556 640 620 800 560 L800 1000 L0 1000 Z"),
    ("h3", "M0 760 C160 690 300 760 440 716 C580 672 700 720 800 690 L800 1000 L0 1000 Z"),
    ("h4", "M0 890 C180 810 340 860 500 838 C640 818 730 850 800 826 L800 1000 L0 1000 Z"),
)
PATH_NEAR = "M560 1000 C640 952 560 930 500 896 C470 878 458 858 458 841 L482 839 C486 852 500 862 530 876 C640 922 760 950 700 1000 Z"
PATH_MIDDLE = "M470 842 C500 818 496 792 452 776 C424 765 404 752 410 722 L424 719 C420 744 440 754 470 766 C530 790 530 820 494 840 Z"
PATH_FAR = "M409 722 C402 694 470 688 478 662 C484 640 446 630 436 596 L441 594 C456 624 500 632 493 664 C486 694 422 696 423 720 Z"
TREES = (
    "M612 716 l16 -58 l16 58 z M646 712 l13 -46 l13 46 z M160 748 l14 -50 l14 50 z",
    "M92 862 l22 -82 l22 82 z M140 850 l16 -58 l16 58 z M690 852 l20 -74 l20 74 z",
)


def landscape(*, keep: Literal["bottom", "middle"] = "bottom") -> rx.Component:
    """Hills, a low sun and a path; decorative. `keep` says which part stays when the box crops it."""
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
        rx.el.svg.rect(width="800", height="1000", class_name="sky"),
        rx.el.svg.circle(cx="560", cy="392", r="150", class_name="halo"),
        rx.el.svg.circle(cx="560", cy="392", r="66", class_name="sun"),
        rx.el.svg.path(
            d="M190 300 q14 -14 28 0 q14 -14 28 0 M266 268 q10 -10 20 0 q10 -10 20 0", class_name="bird"
        ),
        *hills[:2],
        rx.el.svg.path(d=PATH_FAR, class_name="path"),
        hills[2],
        trees[0],
        rx.el.svg.path(d=PATH_MIDDLE, class_name="path"),
        hills[3],
        rx.el.svg.path(d=PATH_NEAR, class_name="path"),
        trees[1],
        view_box="0 0 800 1000",
        preserve_aspect_ratio="xMidYMax slice" if keep == "bottom" else "xMidYMid slice",
        aria_hidden="true",
        class_name="art",
    )
