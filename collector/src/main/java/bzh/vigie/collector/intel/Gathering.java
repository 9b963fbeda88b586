package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.Imported.Doubtful;
import bzh.vigie.collector.intel.Imported.Format;
import bzh.vigie.collector.intel.Imported.Refused;
import bzh.vigie.text.Sentence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Collects what becomes of the indicators of one file. One thread. */
final class Gathering {
    /** Indicators of one file, refused ones among them. */
    static final int MOST = 100_000;

    private static final int SHOWN = 200;

    private final WarningLists warnings;
    private final Map<Observable, Indicator> accepted = new LinkedHashMap<>();
    private final Map<Observable, Doubtful> doubtful = new LinkedHashMap<>();
    private final List<Refused> refused = new ArrayList<>();
    /** What became of the file: an entry may be several, such as a name and its address. */
    private int outcomes;

    Gathering(WarningLists warnings) {
        this.warnings = warnings;
    }

    /** The file has more entries than are read. */
    static final class TooManyException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * An entry.
     *
     * @param make the indicator of what is looked for
     */
    void add(String place, String value, ObservableReader.Result result, Function<Observable, Indicator> make)
            throws TooManyException {
        switch (result) {
            case ObservableReader.Result.Bad bad -> refuse(place, value, bad);
            case ObservableReader.Result.Good good -> {
                for (Observable what : good.observables()) {
                    count();
                    add(place, value, make.apply(what));
                }
                for (ObservableReader.Result.Bad part : good.left()) {
                    refuse(place, value, part);
                }
            }
        }
    }

    private void refuse(String place, String value, ObservableReader.Result.Bad bad) throws TooManyException {
        count();
        refused.add(new Refused(place, cut(value), bad.code(), bad.why()));
    }

    void refuse(String place, String value, RefusalReason code, Object... values) throws TooManyException {
        count();
        refused.add(new Refused(place, cut(value), code, code.say(values)));
    }

    private void count() throws TooManyException {
        if (++outcomes > MOST) {
            throw new TooManyException();
        }
    }

    private void add(String place, String value, Indicator indicator) {
        Observable what = indicator.what();
        Indicator before = accepted.get(what);
        if (before == null && doubtful.containsKey(what)) {
            before = doubtful.get(what).indicator();
        }
        if (before != null && (before.alerts() || !indicator.alerts())) {
            refused.add(new Refused(place, cut(value), RefusalReason.TWICE, RefusalReason.TWICE.say()));
            return;
        }
        Optional<Sentence> doubt =
                Doubts.of(what).or(() -> warnings.listOf(what).map(list -> Doubts.onList(list, what.value())));
        if (doubt.isPresent()) {
            doubtful.put(what, new Doubtful(indicator, place, doubt.get()));
        } else {
            accepted.put(what, indicator);
        }
    }

    Imported imported(Format format, Optional<Sentence> broken) {
        return new Imported(format, List.copyOf(accepted.values()), List.copyOf(doubtful.values()), refused, broken);
    }

    static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
