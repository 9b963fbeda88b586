package bzh.vigie.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class PrintableTest {
    @Test
    void whatMovesTheCursorOrHidesIsShownAsItsNumber() {
        assertEquals("a\\u{1b}[2Jb\\u{a}c", Printable.clean("a\u001b[2Jb\nc"));
        assertEquals("exe\\u{202e}fdp", Printable.clean("exe\u202efdp"));
        assertEquals("x\\u{200b}y\\u{d800}", Printable.clean("x\u200by\ud800"));
    }

    @Test
    void ordinaryTextStaysAsItIs() {
        assertEquals("mot de passe « été » 😀", Printable.clean("mot de passe « été » 😀"));
    }

    @Test
    void aLongTextIsCutAndAPairIsKeptWhole() {
        assertEquals("abc…", Printable.line("abcdef", 3));
        assertEquals("ab…", Printable.line("ab😀cd", 3));
    }
}
