package bzh.vigie.collector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Gives on what threads write about their inputs in the order of the inputs, numbered from 0, whichever thread is quicker. What
 * belongs to the first input that is not done goes on at once; of each other at most {@value #MOST_CHARACTERS} characters are held,
 * and whoever has more to give waits. Inputs must be begun in their order. Thread-safe.
 */
final class InOrder {
    private static final int MOST_CHARACTERS = 4 << 20;

    private final Consumer<String> to;
    private final int most;
    private final List<Held> inputs = new ArrayList<>();
    private final BitSet done = new BitSet();
    private int turn;

    /** What is held of an input. */
    private static final class Held {
        private final Queue<String> texts = new ArrayDeque<>();
        private long characters;
    }

    /** @param inputs how many there are */
    InOrder(int inputs, Consumer<String> to) {
        this(inputs, to, MOST_CHARACTERS);
    }

    InOrder(int inputs, Consumer<String> to, int most) {
        this.to = to;
        this.most = most;
        for (int i = 0; i < inputs; i++) {
            this.inputs.add(new Held());
        }
    }

    /** Gives a text on, or holds it until it is the input's turn. */
    synchronized void take(int input, String text) {
        Held held = inputs.get(input);
        while (input != turn && held.characters >= most) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Whoever interrupts ends the program: what is there is told all the same.
                Thread.currentThread().interrupt();
                break;
            }
        }
        if (input == turn) {
            to.accept(text);
        } else {
            held.texts.add(text);
            held.characters += text.length();
        }
    }

    /** Nothing more comes of an input. */
    synchronized void done(int input) {
        done.set(input);
        while (turn < inputs.size() && done.get(turn)) {
            turn++;
            if (turn < inputs.size()) {
                Held next = inputs.get(turn);
                next.texts.forEach(to);
                next.texts.clear();
                next.characters = 0;
            }
        }
        notifyAll();
    }
}
