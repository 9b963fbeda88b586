package bzh.vigie.collector.evtx;

import java.util.List;

/** A piece of parsed binary XML. */
sealed interface Node {
    /** An element with what is in it. */
    record Element(String name, List<Attribute> attributes, List<Node> content) implements Node {}

    /** Text of a template. */
    record Text(Value.Literal value) implements Node {}

    /**
     * A place that a record's value fills.
     *
     * @param number of the value, from 0
     * @param optional where an attribute is left out when its value is none
     */
    record Hole(int number, boolean optional) implements Node {}

    /** A template filled with values. */
    record Instance(List<Node> template, Values values) implements Node {}

    /** An attribute; its value is made of texts and holes. */
    record Attribute(String name, List<Node> content) {}
}
