// Fills <section id="drills">.
