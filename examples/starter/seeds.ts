/** The cats that are there at first. */
const lines = `
Minka 2015 Sleeps on whatever was just ironed.
Balthasar 2012 Knows the sound of every tin in the house.
Luna 2019 Guards the upper window from pigeons.
Oskar 2021 Believes that laps are public places.
Pepita 2018 Opens doors, and never closes one.
Merlin 2016 Vanishes at noon and is back for dinner.
Frida 2020 Paints with flour when the oven is cold.
Tomás 2013 Is on a diet that he knows nothing of.
Wanda 2022 Fits into any box that came by mail.
Kasimir 2017 Has opinions about the neighbour’s dog.
Nube 2023 Was a cloud in an earlier life.
Paulchen 2014 Reads the newspaper by lying on it.
Selma 2019 Waits at the tap for the first drop.
Rico 2024 Climbs curtains, and is sorry afterwards.
Hilde 2011 The oldest of all, and first at the stove.
Mochi 2022 Round from every side.
Fiete 2020 Watches the washing machine to the end.
Olivia 2018 Brings a toy to every guest.
Bruno 2021 Purrs so loudly that the glasses ring.
Greta 2025 Newest of all, already in charge.`

export const seeds = lines
  .trim()
  .split('\n')
  .map((line) => {
    const [name, born, ...about] = line.split(' ')
    return { name: name!, born: Number(born), about: about.join(' ') }
  })
