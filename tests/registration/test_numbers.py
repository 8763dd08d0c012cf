from stdnum import luhn

from apps.registration.numbers import LETTERS, new_guardian_code, read_guardian_code, volunteer_number


def test_a_volunteer_number_names_the_league_and_catches_a_typing_error():
    number = volunteer_number("1504", 1000001)

    assert (number[:11], len(number), luhn.is_valid(number)) == ("15041000001", 12, True)
    assert not luhn.is_valid(number[:-2] + str((int(number[-2]) + 1) % 10) + number[-1])


def test_a_guardian_code_has_no_look_alikes():
    assert set("0O1IL") & set(LETTERS) == set()
    assert set(new_guardian_code()) <= set(LETTERS)
    assert len({new_guardian_code() for _ in range(100)}) == 100


def test_a_guardian_code_is_read_however_it_is_typed():
    assert {read_guardian_code(text) for text in ("ABCD2345", "abcd 2345", "ＡＢＣＤ-２３４５")} == {
        "ABCD2345"
    }
