onintr cleanup
