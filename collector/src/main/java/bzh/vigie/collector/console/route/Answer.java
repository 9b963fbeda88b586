package bzh.vigie.collector.console.route;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a call gets. */
public sealed interface Answer {

    /** HTML from a template with these parameters: {@code view} and {@code page}; in the words of the section that was asked, or another. */
    record Page(String template, Object model, int status, List<Cookie> cookies, Optional<Class<?>> section)
            implements Answer {
        public Page {
            cookies = List.copyOf(cookies);
        }

        /** In the words of another section than the one that was asked. */
        public Page in(Class<?> other) {
            return new Page(template, model, status, cookies, Optional.of(other));
        }

        /** With another status. */
        public Page status(int other) {
            return new Page(template, model, other, cookies, section);
        }

        /** Because what was typed is wrong: the form comes back filled. */
        public Page unprocessable() {
            return status(422);
        }

        /** Also sets a cookie. */
        public Page with(Cookie cookie) {
            List<Cookie> all = new ArrayList<>(cookies);
            all.add(cookie);
            return new Page(template, model, status, all, section);
        }
    }

    /** Something was done; the browser gets another page next, which says so once. */
    record SeeOther(String path, Optional<Said> said, List<Cookie> cookies) implements Answer {
        public SeeOther {
            cookies = List.copyOf(cookies);
        }

        /** With a message in the section's words. */
        public SeeOther saying(String key, String... values) {
            return new SeeOther(path, Optional.of(new Said(key, List.of(values), Optional.empty())), cookies);
        }

        /** The message has a button that posts these fields to that path. Only after {@link #saying}. */
        public SeeOther undo(String to, Map<String, String> fields) {
            Said what = said.orElseThrow();
            return new SeeOther(
                    path, Optional.of(new Said(what.key(), what.values(), Optional.of(new Undo(to, fields)))), cookies);
        }

        /** Also sets a cookie. */
        public SeeOther with(Cookie cookie) {
            List<Cookie> all = new ArrayList<>(cookies);
            all.add(cookie);
            return new SeeOther(path, said, all);
        }
    }

    /** A message that is shown once. */
    record Said(String key, List<String> values, Optional<Undo> undo) {
        public Said {
            values = List.copyOf(values);
        }
    }

    /** What takes something back: a post. */
    record Undo(String path, Map<String, String> fields) {
        public Undo {
            fields = Map.copyOf(fields);
        }
    }

    /** JSON. */
    record JsonBody(Object value, int status) implements Answer {}

    /**
     * A file, written while it is made.
     *
     * @param shown whether the browser may show it instead of keeping it
     */
    record FileBody(String name, String type, Writing content, boolean shown) implements Answer {}

    /** Events for as long as the browser listens (server-sent events). */
    record Events(Streaming content) implements Answer {}

    /** Something went wrong or may not be: a page, or problem+json (RFC 9457), in the section's words. */
    record Problem(int status, String key, List<String> values) implements Answer {
        public Problem {
            values = List.copyOf(values);
        }
    }

    /** A text of another type, as it is. */
    record Raw(int status, String type, String body) implements Answer {}

    /** A cookie of this host alone, by https alone, that no script reads; gone with the browser where it lasts 0 seconds, now where −1. */
    record Cookie(String name, String value, long seconds) {}

    /** Writes a file. */
    @FunctionalInterface
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Sends events; runs on a thread of its own. */
    @FunctionalInterface
    interface Streaming {
        void to(EventStream events) throws IOException, InterruptedException;
    }

    /** A page of this template below {@code src/main/jte}, without its ending. */
    static Page page(String template, Object model) {
        return new Page(template, model, 200, List.of(), Optional.empty());
    }

    /** Goes on to that path of the console. */
    static SeeOther seeOther(String path) {
        return new SeeOther(path, Optional.empty(), List.of());
    }

    /** Leaves the console for an address that who keeps it has configured, or that follows from that: never one that a browser sent. */
    static SeeOther elsewhere(URI address) {
        return seeOther(address.toString());
    }

    /** JSON of maps, lists, strings, numbers, booleans, instants and optionals. */
    static JsonBody json(Object value) {
        return new JsonBody(value, 200);
    }

    static FileBody file(String name, String type, Writing content) {
        return new FileBody(name, type, content, false);
    }

    /** A file that the browser shows, where it can. */
    static FileBody shown(String name, String type, Writing content) {
        return new FileBody(name, type, content, true);
    }

    static Events events(Streaming content) {
        return new Events(content);
    }

    static Problem problem(int status, String key, String... values) {
        return new Problem(status, key, List.of(values));
    }

    /** Not there, or not for this caller: both look alike. */
    static Problem notFound() {
        return problem(404, "problem.not-found");
    }
}
