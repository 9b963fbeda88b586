package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.observable.Observables;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Observables of what an item runs where that is a script, of the environment that it gets, and of the files that options of its command
 * name. Programs are not looked into, nor files of more than 256 KiB. Used by one thread.
 */
final class Scripts {
    private static final int MAX_FILE = 256 << 10;
    private static final int MAX_NAMED = 4;
    private static final int HEAD = 512;

    /** A path that is the value of an option or of a variable: {@code -c /x}, {@code --config=/x}, {@code FILE=/x}. */
    private static final String LINUX =
            "(?:(?<![^\\s\"'])-{1,2}[\\w-]{1,40}(?:\\s{1,4}|=)|\\b[A-Za-z_]\\w{0,60}=-?)[\"']?(/[\\w.@+/-]{2,255})";
    /** On a drive: {@code --config C:\x}, {@code /script=C:\x}, {@code -s:C:\x}, {@code -c "C:\My Data\x"}, {@code FILE=C:\x}. */
    private static final String WINDOWS =
            "(?:(?<![^\\s\"'])(?:-{1,2}|/)[\\w-]{1,40}(?:\\s{1,4}|[=:])|\\b[A-Za-z_]\\w{0,60}=)"
                    + "(?:\"([A-Za-z]:[\\\\/][^\"<>|?*\\r\\n]{1,255})\"|'?([A-Za-z]:[\\\\/][^\\s\"'<>|?*,;]{1,255}))";

    private static final Pattern NAMED = Pattern.compile(LINUX + "|" + WINDOWS);

    private final Files files;
    private final Function<byte[], String> text;
    private final Supplier<LocalWatchlist> watchlist;

    /**
     * @param text how bytes of that system become text
     * @param watchlist words of which are told where they are found
     */
    Scripts(Files files, Function<byte[], String> text, Supplier<LocalWatchlist> watchlist) {
        this.watchlist = watchlist;
        this.files = files;
        this.text = text;
    }

    /**
     * Observables of an item; empty where there is nothing to look into.
     *
     * @param command what it runs, with what its variables stand for
     * @param script the file that it runs, where that may be one
     * @param readable which files that its command names may be looked into
     */
    List<String> observables(Draft draft, String command, Optional<HostPath> script, Predicate<HostPath> readable) {
        List<String> texts = new ArrayList<>();
        script.flatMap(this::read).ifPresent(texts::add);
        if (!draft.unshown().isEmpty()) {
            texts.add(draft.unshown());
        }
        if (!(draft.run() instanceof Draft.Run.Nothing)) {
            Set<HostPath> named = named(command + "\n" + draft.unshown());
            script.ifPresent(named::remove);
            named.stream().filter(readable).forEach(path -> read(path).ifPresent(texts::add));
        }
        List<String> observables = new ArrayList<>(texts.isEmpty() ? List.of() : Observables.of(texts));
        LocalWatchlist list = watchlist.get();
        if (!list.isEmpty()) {
            texts.add(draft.name());
            texts.add(command);
            observables.addAll(Observables.words(
                    texts,
                    digest -> list.find(new Value(LocalWatchlist.Kind.WORD, digest))
                            .isPresent()));
        }
        return observables;
    }

    private static Set<HostPath> named(String text) {
        Set<HostPath> named = new LinkedHashSet<>();
        Matcher matcher = NAMED.matcher(text);
        while (named.size() < MAX_NAMED && matcher.find()) {
            String quoted = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            (quoted == null ? HostPath.parse(matcher.group(1)) : WindowsPath.parse(quoted)).ifPresent(named::add);
        }
        return named;
    }

    /** Empty for a program, for what is no regular file and what cannot be read. */
    private Optional<String> read(HostPath path) {
        boolean small = files.status(path).ifFound().filter(Scripts::mayBeText).isPresent();
        Optional<OpenFile> open = small ? files.open(path).ifFound() : Optional.empty();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try (OpenFile file = open.get()) {
            byte[] head = new byte[HEAD];
            if (!isText(head, file.read(0, head))) {
                return Optional.empty();
            }
            byte[] all = new byte[(int) Math.min(file.status().size(), MAX_FILE)];
            int length = file.read(0, all);
            return Optional.of(text.apply(Arrays.copyOf(all, Math.max(length, 0))));
        }
    }

    private static boolean mayBeText(Status status) {
        return status.kind() == Kind.REGULAR && status.size() > 0 && status.size() <= MAX_FILE;
    }

    /** Text has no zero bytes where it begins, unless they are every other one. */
    private static boolean isText(byte[] content, int length) {
        int zeros = 0;
        for (int i = 0; i < length; i++) {
            zeros += content[i] == 0 ? 1 : 0;
        }
        boolean wide = length >= 2 && ((content[0] & 0xff) == 0xff || (content[0] & 0xff) == 0xfe);
        return zeros == 0 || wide;
    }
}
