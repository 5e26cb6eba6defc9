"""The ways through the product: the side navigation, the bottom bar of a phone, the person's menu."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.avatar import avatar
from coaching_app.ui.components.icon import icon
from coaching_app.ui.layout.frame import Frame, NavItem
from coaching_app.ui.presence import Text, attributes, when
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.menu import menu_item, menu_line, popover
from coaching_app.ui.wrapped.native_form import native_form
from coaching_app.ui.wrapped.theme_toggle import theme_toggle


def brand(name: Text, href: str = "/", logo: Text = "") -> rx.Component:
    """The mark and the name of the house; a house may have a mark of its own."""
    mark = when(logo, rx.el.img(src=logo, alt="", width="40", height="40"), icon("mark"))
    return anchor(rx.el.span(mark, class_name="mark"), rx.el.span(name), href=href, class_name="brand")


def _link(item: NavItem, active: str) -> rx.Component:
    count = rx.el.span(item.count, class_name="count") if item.count is not None else rx.fragment()
    here = attributes(aria_current="page" if item.id == active else None)
    return anchor(
        icon(item.icon), rx.el.span(item.label), count, href=item.href, class_name="nav-link", **here
    )


def _links(nav: list[NavItem], active: str) -> rx.Component:
    return rx.el.ul(
        *[when(item.show, rx.el.li(_link(item, active))) for item in nav], class_name="nav", role="list"
    )


def nav_groups(frame: Frame, active: str) -> list[rx.Component]:
    """The links, those with a group under its heading."""
    groups = list(dict.fromkeys(item.group for item in frame.nav))
    drawn: list[rx.Component] = []
    for group in groups:
        members = [item for item in frame.nav if item.group == group]
        heading = rx.el.p(group, class_name="nav-group") if group else rx.fragment()
        section = rx.fragment(heading, _links(members, active))
        conditions = [item.show for item in members]
        if group and all(isinstance(condition, rx.Var) for condition in conditions):
            anyone = conditions[0]
            for condition in conditions[1:]:
                anyone = anyone | condition  # pyright: ignore[reportOperatorIssue]  # Vars, checked above
            section = when(anyone, section)
        drawn.append(section)
    return drawn


def _person_actions(frame: Frame) -> list[rx.Component]:
    return [
        *frame.person_menu,
        menu_item(t("Settings"), icon="settings", href=frame.settings_href),
        theme_toggle(),
        menu_item(t("Keyboard shortcuts"), icon="key", data_shortcuts=""),
        menu_line(),
        native_form(
            menu_item(t("Sign out"), icon="sign-out", submit=True),
            action=frame.sign_out_action,
            method="post",
        ),
    ]


def side(frame: Frame, active: str) -> rx.Component:
    """The side navigation of a wide window."""
    words = rx.el.span(rx.el.b(frame.name), rx.el.small(frame.role), class_name="person-text")
    trigger = rx.fragment(avatar(frame.initials), words, icon("more"))
    person = popover(trigger, *_person_actions(frame), id="person-menu", look="menu", button_class="person")
    return rx.el.aside(
        brand(frame.brand, frame.home_href, frame.logo),
        rx.el.nav(*nav_groups(frame, active), aria_label=t("Main")),
        rx.el.div(person, class_name="side-foot"),
        class_name="side",
    )


def top_bar(frame: Frame) -> rx.Component:
    """The top of a phone: brand, search, capture."""

    def tool(label: str, symbol: str, **data: Any) -> rx.Component:
        return rx.el.button(
            icon(symbol),
            type="button",
            class_name="btn",
            aria_label=label,
            data_variant="text",
            data_icon_only="",
            **data,
        )

    tools = [tool(t("Go, add or ask"), "search", data_palette="")]
    if frame.on_capture is not None:
        tools.append(tool(t("Capture a thought"), "plus", data_capture=""))
    return rx.el.header(brand(frame.brand, frame.home_href, frame.logo), *tools, class_name="topbar")


def bottom_bar(frame: Frame, active: str) -> rx.Component:
    """The bottom bar of a phone: four places and everything else under More."""

    def tab(item: NavItem) -> rx.Component:
        here = attributes(aria_current="page" if item.id == active else None)
        return anchor(icon(item.icon), rx.el.span(item.label), href=item.href, **here)

    main = [tab(item) for item in frame.nav if item.phone][:4]
    others = [item for item in frame.nav if not item.phone]
    more = popover(
        rx.fragment(icon("menu"), rx.el.span(t("More"))),
        *[when(item.show, menu_item(item.label, icon=item.icon, href=item.href)) for item in others],
        menu_line(),
        *_person_actions(frame),
        id="more-menu",
        look="menu",
        button_class="bottom-more",
    )
    return rx.el.nav(*main, more, aria_label=t("Main, at the bottom"), class_name="bottom")
