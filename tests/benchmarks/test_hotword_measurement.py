"""Figures of the recall benchmark and their drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from benchmarks.hotword_measurement import Measurement, Offer, Point, best_within
from benchmarks.hotword_recall import report
from benchmarks.hotword_words import Category, ListedWord
from benchmarks.mishearings import Case, Kind
from benchmarks.ordinary_text import Sentence
from benchmarks.recall_plot import recall_plot

OFFERS: dict[str, list[Offer]] = {
    "a": [("督工", 0.9), ("康辉", 0.8)],
    "b": [("督工", 0.7)],
    "c": [],
    "ordinary": [("督工", 0.9), ("康辉", 0.6)],
    "plain": [],
}


@pytest.fixture
def measured() -> Measurement:
    """康辉 found in draft a only, two false offers in one of two sentences."""
    word = ListedWord("康辉", Category.CHINESE)
    kinds = (Kind.HOMOPHONES, Kind.LOST_TONES, Kind.LOST_TONES)
    cases = [Case(word, kind, "", draft) for kind, draft in zip(kinds, "abc", strict=True)]
    sentences = [Sentence("ordinary", False), Sentence("plain", True)]
    return Measurement.of(OFFERS.__getitem__, cases, sentences)


def test_recall_and_false_offers_by_threshold(measured: Measurement) -> None:
    assert measured.at() == Point(0.0, 1 / 3, 1.0)
    assert measured.at(0.8) == Point(0.8, 1 / 3, 0.5)
    assert measured.at(0.85) == Point(0.85, 0.0, 0.5)


def test_a_part_counts_only_its_cases_and_sentences(measured: Measurement) -> None:
    part = measured.part(lambda case: case.kind is Kind.HOMOPHONES, lambda each: each.is_chinese)
    assert part.at() == Point(0.0, 1.0, 0.0)


def test_the_best_point_within_a_bound() -> None:
    points = [Point(0.6, 0.9, 5.0), Point(0.7, 0.8, 0.3), Point(0.8, 0.7, 0.1)]
    assert best_within(points, 0.3) == points[1]
    assert best_within(points, 0.01) is None


def test_the_report_names_every_kind(measured: Measurement) -> None:
    text = report(measured, measured, {"HotScribe": measured.curve([0.6, 0.85])})
    assert all(f"| {kind} |" in text for kind in Kind)
    assert "| **recall@10** | 3 | 33.3 % | 33.3 % |" in text
    assert "| 0.850 | 0.0 % | 0.500 |" in text


def test_the_plot_is_a_drawing_with_two_curves() -> None:
    curves = {
        "HotScribe": [Point(0.6, 0.99, 3.0), Point(0.8, 0.9, 0.1)],
        "peers & others": [Point(0.6, 0.8, 8.0), Point(1.0, 0.2, 0.0)],
    }
    text = recall_plot(curves, most_false_offers=0.3, least_recall=0.97)
    root = ElementTree.fromstring(text)
    classes = [each.get("class") for each in root.iter()]
    assert classes.count("curve0") == classes.count("curve1") == 1
    assert (classes.count("dot0"), classes.count("dot1")) == (2, 1)
    assert "peers & others" in [each.text for each in root.iter()]
    assert "prefers-color-scheme: dark" in text
