console.log("a long enough script to be worth compressing, compressing, compressing");
