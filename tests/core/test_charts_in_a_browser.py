"""A chart is drawn from the table below it; without its script the table is what there is."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

MONTHS = [f"{month}月" for month in range(1, 13)]
NOW = [21, 26, 58, 44, 47, 52, 39, 36, 45, 50, 42]
WAS = [18, 19, 49, 38, 41, 43, 35, 33, 37, 42, 40, 29]


def said_by_points(figure, row):
    return figure.locator(f".{row} .ct-point title").all_text_contents()


def overlapping(figure):
    """Labels of months of which one lies over the next, by where their letters are."""
    return figure.evaluate(
        """figure => {
          const range = document.createRange();
          const boxes = [...figure.querySelectorAll(".ct-horizontal")].filter(one => one.textContent).map(one => {
            range.selectNodeContents(one);
            return range.getBoundingClientRect();
          });
          return boxes.filter((box, n) => n && box.left < boxes[n - 1].right).length;
        }"""
    )


@pytest.mark.parametrize(("width", "labels"), [(390, MONTHS[::2]), (1280, MONTHS)])
def test_each_point_says_its_number_and_labels_have_room(new_page, width, labels):
    page = new_page(width=width, height=900)
    page.goto("/styleguide/")
    figure = page.get_by_role("figure", name="每月服务时长")
    assert figure.get_by_role("img").get_attribute("aria-label") == (
        "2026年每月服务时长，3月最高58万小时，各月都高于去年同月"
    )
    assert said_by_points(figure, "now") == [
        f"{month} 2026年：{value}万小时" for month, value in zip(MONTHS, NOW, strict=False)
    ]
    assert said_by_points(figure, "was") == [
        f"{month} 2025年：{value}万小时" for month, value in zip(MONTHS, WAS, strict=True)
    ]
    shown = figure.locator(".ct-horizontal").all_text_contents()
    assert [label for label in shown if label] == labels
    assert overlapping(figure) == 0


SPREAD = """figure => {
  const box = figure.querySelector(".chart").getBoundingClientRect();
  const card = figure.getBoundingClientRect();
  const range = document.createRange();
  const letters = [...figure.querySelectorAll(".ct-label")].filter(one => one.textContent).map(one => {
    range.selectNodeContents(one);
    return range.getBoundingClientRect();
  });
  const points = [...figure.querySelectorAll(".ct-point")].map(one => one.getBoundingClientRect());
  const outside = (one, around) => one.left < around.left - 1 || one.right > around.right + 1
    || one.top < around.top - 10 || one.bottom > around.bottom + 10;
  return [letters.filter(one => outside(one, card)).length, points.filter(one => outside(one, box)).length];
}"""
REDRAW = """([figure, numbers]) => {
  figure.querySelectorAll("tbody tr").forEach((row, n) => { row.cells[1].textContent = numbers[n % numbers.length]; });
  figure.querySelector(".chart").replaceChildren();
}"""


@pytest.mark.parametrize("size", ["", "large"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("numbers", "labels"),
    [
        (["3,607,539", "3,500,000", "–"], ["0万", "100万", "200万", "300万", "400万"]),
        (["-5", "3", "61.5"], ["-10", "10", "30", "50", "70"]),
        (["12,702"], ["0", "5,000", "10,000", "15,000"]),
    ],
)
def test_numbers_of_every_size_are_written_out_and_drawn_inside(new_page, width, size, numbers, labels):
    page = new_page(width=width, height=900)
    page.goto("/styleguide/")
    page.evaluate("size => { if (size) document.documentElement.dataset.size = size; }", size)
    figure = page.get_by_role("figure", name="每月服务时长")
    page.evaluate(REDRAW, [figure.element_handle(), numbers])
    page.add_script_tag(url=figure.locator("script").get_attribute("src"))
    figure.locator(".ct-point").first.wait_for(state="attached")
    assert figure.evaluate(SPREAD) == [0, 0]
    assert figure.locator(".ct-label.ct-vertical").all_text_contents() == labels
    assert overlapping(figure) == 0


def test_without_a_script_there_is_the_table_and_no_empty_space(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/styleguide/")
    figure = page.get_by_role("figure", name="每月服务时长")
    assert figure.get_by_role("img").count() == 0
    figure.get_by_text("看数字").click()
    assert figure.locator("td", has_text="58").is_visible()
