package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Asks for something in a user's settings where they are: Windows has them loaded, or they lie in their file. He may log on or off
 * between two questions, so that what is not there, or is locked, is asked for where they are now. Pure.
 */
final class LoadedOrFile {
    private static final int TRIES = 3;

    private LoadedOrFile() {}

    /**
     * What one of the two places answers.
     *
     * @param loaded whether Windows has them loaded now
     * @param what is asked for, to be told
     */
    static <T> Reading<T> ask(
            BooleanSupplier loaded, Supplier<Reading<T>> live, Supplier<Reading<T>> file, String what) {
        boolean isLoaded = loaded.getAsBoolean();
        for (int tries = 0; tries < TRIES; tries++) {
            Reading<T> reading = isLoaded ? live.get() : file.get();
            if (reading instanceof Reading.Found<T>) {
                return reading;
            }
            boolean now = loaded.getAsBoolean();
            if (now == isLoaded) {
                return reading;
            }
            isLoaded = now;
        }
        return Reading.refused(ReasonCode.FAILED, SourceText.detail("hive-changing", what));
    }
}
