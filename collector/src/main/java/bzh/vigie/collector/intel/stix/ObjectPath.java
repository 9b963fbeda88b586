package bzh.vigie.collector.intel.stix;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a property lies.
 *
 * @param type of the object, such as {@code file}
 * @param steps from the object inwards; at least one
 */
record ObjectPath(String type, List<Step> steps) {
    ObjectPath {
        steps = List.copyOf(steps);
    }

    /** One step inwards. */
    sealed interface Step {
        /** Into the property of that name. */
        record Property(String name) implements Step {}

        /** To the element of a list, from 0. */
        record Element(int index) implements Step {}

        /** To every element of a list. */
        record Every() implements Step {}
    }

    /** As {@code type:property.property[*]}, names without quotes. */
    String text() {
        return type + ":"
                + steps.stream()
                        .map(step -> switch (step) {
                            case Step.Property property -> "." + property.name();
                            case Step.Element element -> "[" + element.index() + "]";
                            case Step.Every ignored -> "[*]";
                        })
                        .collect(Collectors.joining())
                        .substring(1);
    }
}
