package bzh.vigie.agent.host;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Names one after another in a few texts: a key of the registry may have 131,072 subkeys, whose names as texts of their own would
 * take half of the agent's memory. Immutable; each name is made as it is asked for.
 */
public final class NameList extends AbstractList<String> implements RandomAccess {
    private static final int OF_A_TEXT = 1 << 10;

    private final List<String> texts;
    private final List<int[]> ends;
    private final int size;

    private NameList(List<String> texts, List<int[]> ends, int size) {
        this.texts = List.copyOf(texts);
        this.ends = List.copyOf(ends);
        this.size = size;
    }

    /** These names. */
    public static NameList of(List<String> names) {
        if (names instanceof NameList list) {
            return list;
        }
        Builder builder = new Builder();
        names.forEach(builder::add);
        return builder.build();
    }

    @Override
    public int size() {
        return size;
    }

    /** UTF-16 units of all of them. */
    public long length() {
        return texts.stream().mapToLong(String::length).sum();
    }

    @Override
    public String get(int index) {
        int number = Objects.checkIndex(index, size) % OF_A_TEXT;
        int[] of = ends.get(index / OF_A_TEXT);
        return texts.get(index / OF_A_TEXT).substring(number == 0 ? 0 : of[number - 1], of[number]);
    }

    /** Takes names in, one by one. Used by one thread. */
    public static final class Builder {
        private final List<String> texts = new ArrayList<>();
        private final List<int[]> ends = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final int[] end = new int[OF_A_TEXT];
        private int size;

        /** One more. */
        public Builder add(String name) {
            text.append(name);
            end[size++ % OF_A_TEXT] = text.length();
            if (size % OF_A_TEXT == 0) {
                close(OF_A_TEXT);
            }
            return this;
        }

        /** All of them. */
        public NameList build() {
            if (size % OF_A_TEXT > 0) {
                close(size % OF_A_TEXT);
            }
            return new NameList(texts, ends, size);
        }

        private void close(int names) {
            texts.add(text.toString());
            ends.add(Arrays.copyOf(end, names));
            text.setLength(0);
        }
    }
}
