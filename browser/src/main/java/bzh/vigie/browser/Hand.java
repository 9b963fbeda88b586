package bzh.vigie.browser;

import java.io.IOException;

/** How somebody works with a page: by the mouse, or by the keyboard alone. What is worked with is named by a CSS selector, the first it finds. */
public interface Hand {
    /** Follows a link or presses a button, and waits for the page that comes. */
    void go(String selector) throws IOException;

    /** Ticks a box, opens what is folded, presses what makes no new page. */
    void touch(String selector) throws IOException;

    /** Writes into a field in place of what is there. */
    void write(String selector, String text) throws IOException;

    /** Takes the choice of this value in a list. */
    void choose(String selector, String value) throws IOException;

    /** A hand with a mouse, and a keyboard to write. */
    static Hand mouse(Browser browser) {
        return new Hand() {
            @Override
            public void go(String selector) throws IOException {
                browser.click(selector);
            }

            @Override
            public void touch(String selector) throws IOException {
                browser.touch(selector);
            }

            @Override
            public void write(String selector, String text) throws IOException {
                browser.touch(selector);
                replace(browser, text);
            }

            @Override
            public void choose(String selector, String value) throws IOException {
                browser.touch(selector);
                browser.press("Escape");
                down(browser, value);
            }
        };
    }

    /**
     * A hand on the keyboard: Tab until what is wanted has the focus, then Enter, Space, arrows or letters. At each stop the focus must be
     * seen, and Tab must lead on.
     */
    static Hand keyboard(Browser browser) {
        return new Hand() {
            private void reach(String selector) throws IOException {
                String name = Browser.text(selector);
                if (browser.evaluate("String(document.querySelector(" + name + ") !== null)")
                        .equals("false")) {
                    throw new IOException("there is no " + selector + " at "
                            + browser.evaluate("location.href + document.body.innerText"));
                }
                String last = "";
                // Within a group of radio buttons, arrows move.
                for (int i = 0; i < 600; i++) {
                    String at = browser.evaluate(STOP.replace("WANTED", name));
                    if (at.startsWith("there")) {
                        return;
                    }
                    if (at.startsWith("unseen") || at.equals(last)) {
                        throw new IOException("Tab on " + browser.evaluate("location.pathname") + " stops at " + at);
                    }
                    last = at;
                    browser.press("Tab");
                }
                throw new IOException(
                        "Tab does not reach " + selector + " on " + browser.evaluate("location.pathname"));
            }

            @Override
            public void go(String selector) throws IOException {
                int before = browser.loads();
                reach(selector);
                browser.press("Enter");
                browser.loaded(before);
            }

            @Override
            public void touch(String selector) throws IOException {
                reach(selector);
                browser.press(" ");
            }

            @Override
            public void write(String selector, String text) throws IOException {
                reach(selector);
                replace(browser, text);
            }

            @Override
            public void choose(String selector, String value) throws IOException {
                reach(selector);
                down(browser, value);
            }
        };
    }

    /** Whether what has the focus is what is wanted ({@code there}), and whether it is seen to have it; a number tells stops apart. */
    String STOP = """
            (() => {
              const wanted = document.querySelector(WANTED), at = document.activeElement;
              if (at === document.body || at === document.documentElement) return "start" + (window.starts = (window.starts ?? 0) + 1);
              const style = getComputedStyle(at), box = at.getBoundingClientRect();
              const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
              const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
              if (!outlined || !inside || (box.width === 0 && box.height === 0)) return "unseen " + at.outerHTML.slice(0, 200) + style.outline;
              if (at === wanted) return "there";
              window.stops ??= new Map();
              if (!window.stops.has(at)) window.stops.set(at, window.stops.size);
              const part = at.matches("input[type^=date], input[type=time], video") ? (window.parts = (window.parts ?? 0) + 1) : "";
              return window.stops.get(at) + " " + part + at.outerHTML.slice(0, 120);
            })()""";

    private static void replace(Browser browser, String text) throws IOException {
        if (browser.evaluate("document.activeElement.type").equals("date")) {
            // Month, day and year, as the browser's own language has them.
            String[] parts = text.split("-", -1);
            browser.type(parts[1] + parts[2] + parts[0]);
            if (!browser.evaluate("document.activeElement.value").equals(text)) {
                browser.type("");
                throw new IOException("a date became " + browser.evaluate("document.activeElement.value"));
            }
            return;
        }
        browser.press("a", 2);
        browser.press("Delete");
        browser.type(text);
    }

    private static void down(Browser browser, String value) throws IOException {
        String now = "document.activeElement.value";
        browser.press("Home");
        for (int i = 0; i < 200 && !browser.evaluate(now).equals(value); i++) {
            browser.press("ArrowDown");
        }
        if (!browser.evaluate(now).equals(value)) {
            throw new IOException("no choice " + value);
        }
    }
}
