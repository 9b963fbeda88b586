package bzh.vigie.collector.evtx;

import java.util.List;

/**
 * Tells an event: templates with their values in place. An element that holds an array and nothing else is told once for each
 * of its members, an attribute whose optional value is none is left out ([MS-EVEN6] 2.2.12). Bounded for each record at 20,000
 * steps, 256 KiB of values and 64 levels: what comes after is left out, and {@link #whole} says so.
 */
final class Walk {
    private static final int MAX_STEPS = 20_000;
    private static final int MAX_BYTES = 256 << 10;
    private static final int MAX_DEPTH = 64;

    private final BinXml xml;
    private final Handler to;
    private int steps;
    private int bytes;
    private boolean whole = true;

    Walk(BinXml xml, Handler to) {
        this.xml = xml;
        this.to = to;
    }

    /** Whether all was told, with all that binary XML in values says. */
    boolean whole() {
        return whole;
    }

    void nodes(List<Node> nodes, Values values, int depth) {
        for (int i = 0; i < nodes.size(); i++) {
            if (steps++ >= MAX_STEPS || depth > MAX_DEPTH) {
                whole = false;
                return;
            }
            switch (nodes.get(i)) {
                case Node.Element element -> element(element, values, depth);
                case Node.Text text -> tell(text.value());
                case Node.Hole hole -> fill(hole, values, depth);
                case Node.Instance instance -> nodes(instance.template(), instance.values(), depth + 1);
            }
        }
    }

    private void element(Node.Element element, Values values, int depth) {
        if (element.content().size() == 1
                && element.content().getFirst() instanceof Node.Hole hole
                && (values.type(hole.number()) & Type.ARRAY) != 0) {
            for (Value item : Arrays.items(values.value(hole.number()))) {
                if (steps++ >= MAX_STEPS) {
                    whole = false;
                    return;
                }
                start(element, values);
                tell(item);
                to.end();
            }
            return;
        }
        start(element, values);
        nodes(element.content(), values, depth + 1);
        to.end();
    }

    private void start(Node.Element element, Values values) {
        to.start(element.name());
        List<Node.Attribute> attributes = element.attributes();
        for (int i = 0; i < attributes.size(); i++) {
            attribute(attributes.get(i), values);
        }
    }

    private void attribute(Node.Attribute attribute, Values values) {
        List<Node> content = attribute.content();
        if (content.size() == 1 && content.getFirst() instanceof Node.Hole hole) {
            if (!values.none(hole.number())) {
                Value value = values.value(hole.number());
                if (fits(value)) {
                    to.attribute(attribute.name(), value);
                }
            } else if (!hole.optional()) {
                to.attribute(attribute.name(), new Value.Literal(""));
            }
            return;
        }
        if (content.size() == 1 && content.getFirst() instanceof Node.Text text) {
            if (fits(text.value())) {
                to.attribute(attribute.name(), text.value());
            }
            return;
        }
        StringBuilder joined = new StringBuilder();
        for (Node each : content) {
            Value part = each instanceof Node.Text text
                    ? text.value()
                    : each instanceof Node.Hole hole ? values.value(hole.number()) : new Value.Literal("");
            if (fits(part)) {
                joined.append(part.text());
            }
        }
        to.attribute(attribute.name(), new Value.Literal(joined.toString()));
    }

    private void fill(Node.Hole hole, Values values, int depth) {
        if (values.none(hole.number())) {
            return;
        }
        Value.Stored value = values.value(hole.number());
        if (value.type() == Type.XML) {
            Cursor in = new Cursor(value.bytes(), value.at(), value.at() + value.size());
            List<Node> nodes = xml.fragments(in, depth + 1);
            whole &= !in.failed();
            nodes(nodes, Values.NONE, depth + 1);
        } else if ((value.type() & Type.ARRAY) != 0) {
            List<Value> items = Arrays.items(value);
            for (int i = 0; i < items.size(); i++) {
                if (i > 0) {
                    tell(new Value.Literal(", "));
                }
                tell(items.get(i));
            }
        } else {
            tell(value);
        }
    }

    private void tell(Value value) {
        if (fits(value)) {
            to.value(value);
        }
    }

    private boolean fits(Value value) {
        steps++;
        bytes += value.size();
        if (bytes > MAX_BYTES) {
            bytes = MAX_BYTES;
            whole = false;
            return false;
        }
        return true;
    }
}
